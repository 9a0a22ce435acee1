package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"espacesante/internal/name"
)

// told are the codes that people may choose: categories of three and four
// characters, no external causes (V to Y), of the U those of the covid. The
// PMSI's own extensions are for invoices.
var told = regexp.MustCompile(`^([A-TZ][0-9]{2}|U0[789])[0-9]?$`)

// conditions takes codes and labels from lines « code|…|…|…|short label|label »;
// codes there have no dot. A code that we had keeps its names and stays usual,
// what we called it is one more name; those that we had not are added. A code of
// ours that the file does not know is an error.
func conditions(rows [][]string, file io.Reader) ([][]string, error) {
	labels := map[string]string{}
	var codes []string
	err := lines(file, "|", 6, func(f []string) {
		code := strings.TrimSpace(f[0])
		if told.MatchString(code) && labels[code] == "" {
			codes = append(codes, code)
			labels[code] = strings.ReplaceAll(strings.TrimSpace(f[5]), "'", "’")
		}
	})
	if err != nil {
		return nil, err
	}
	there, taken := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		code := strings.ReplaceAll(r[0], ".", "")
		label := labels[code]
		if label == "" {
			return nil, fmt.Errorf("the CIM-10 knows no %s", r[0])
		}
		if name.Normal(label) != name.Normal(r[1]) {
			r[2] = named(r[2], r[1])
		}
		r[1] = label
		there[code], taken[name.Normal(label)] = true, true
	}
	for _, code := range codes {
		label := labels[code]
		if there[code] || taken[name.Normal(label)] {
			continue
		}
		taken[name.Normal(label)] = true
		if len(code) == 4 {
			code = code[:3] + "." + code[3:]
		}
		rows = append(rows, []string{code, label, "", ""})
	}
	return rows, nil
}
