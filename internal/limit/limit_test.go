package limit

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestTheFileSaysWhatTheCodeSays(t *testing.T) {
	code := map[string]int64{
		"password_min": PasswordMin, "password_max": PasswordMax, "code_tries": CodeTries, "codes_a_day": CodesADay,
		"opposition_days": OppositionDays, "slip_hours": int64(SlipLife / time.Hour), "recall_days": RecallDays, "one_time_code_digits": OneTimeCodeDigits,
		"one_time_code_minutes": int64(OneTimeCodeLife / time.Minute), "one_time_code_tries": OneTimeCodeTries,
		"guesses_at_once": GuessesAtOnce, "guesses_a_day": GuessesADay, "guesses_of_a_network": GuessesOfANetwork,
		"device_months": DeviceMonths, "contact_delay_hours": int64(ContactDelay / time.Hour),
		"paper_codes": PaperCodes, "passkeys": Passkeys, "patient_idle_minutes": int64(PatientIdle / time.Minute),
		"patient_absolute_hours": int64(PatientAbsolute / time.Hour), "professional_idle_minutes": int64(ProfessionalIdle / time.Minute),
		"professional_absolute_hours": int64(ProfessionalAbsolute / time.Hour), "desk_idle_minutes": int64(DeskIdle / time.Minute),
		"desk_absolute_hours": int64(DeskAbsolute / time.Hour), "minor_idle_minutes": int64(MinorIdle / time.Minute),
		"minor_absolute_hours": int64(MinorAbsolute / time.Hour), "upload_bytes": UploadBytes, "upload_files": UploadFiles,
		"space_bytes": SpaceBytes, "image_pixels": ImagePixels, "list_rows": ListRows, "history_lines": HistoryLines, "undo_minutes": UndoMinutes, "folders": Folders, "contest_days": ContestDays, "asked_remind_days": AskedRemindDays, "bin_days": BinDays, "hint_days": HintDays, "message_characters": MessageCharacters,
		"message_attachments": MessageAttachments, "consent_code_minutes": int64(ConsentCodeLife / time.Minute),
		"emergency_minutes": int64(EmergencyLife / time.Minute), "emergency_reason_min": EmergencyReasonMin,
		"emergency_review_hours": int64(EmergencyReviewLife / time.Hour), "archive_years": ArchiveYears,
		"erasure_cancel_days": ErasureCancelDays, "dmp_transition_months": DMPTransitionMonths, "erasure_max_months": ErasureMaxMonths,
		"first_sign_in_hours": int64(FirstSignInLife / time.Hour),
		"reminder_days":       ReminderDays,
		"scam_months":         ScamMonths,
		"call_minutes":        int64(CallLife / time.Minute), "visit_minutes": int64(VisitLife / time.Minute),
		"support_view_hours": int64(SupportView / time.Hour), "pmi_age": PMIAge, "young_age": YoungAge, "young_code_days": int64(YoungCode / (24 * time.Hour)),
		"entrust_days": EntrustDays, "teams_of_one": TeamsOfOne, "team_members": TeamMembers,
		"reimbursement_months": ReimbursementMonths, "reminder_months": ReminderMonths, "directive_characters": DirectiveCharacters,
		"synthesis_months": SynthesisMonths, "synthesis_characters": SynthesisCharacters,
		"export_days": ExportDays, "export_password_min": ExportPasswordMin, "card_months": CardMonths,
		"card_pin_digits": CardPINDigits, "card_tries": CardTries,
		"review_days": ReviewDays, "dispute_days": DisputeDays, "majority_first_days": MajorityFirst, "majority_second_days": MajoritySecond,
		"day_list": DayList,
	}
	rows, err := csv.NewReader(strings.NewReader(File)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		n, err := strconv.ParseInt(row[1], 10, 64)
		if want, ok := code[row[0]]; err != nil || !ok || n != want {
			t.Errorf("%s is %s in limits.csv, %d in the code", row[0], row[1], want)
		}
		delete(code, row[0])
	}
	for name := range code {
		t.Errorf("%s is missing from limits.csv", name)
	}
}
