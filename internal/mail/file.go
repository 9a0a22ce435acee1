package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	netmail "net/mail"
	"os"
	"path/filepath"
	"time"

	"espacesante/internal/clock"
)

// fileOutbox writes one file per message: .eml for e-mails, .txt for text
// messages. The folder is readable by its owner only, since messages hold codes.
type fileOutbox struct {
	dir  string
	from *netmail.Address
	now  clock.Clock
}

func (o *fileOutbox) Send(_ context.Context, m Message) error {
	data, err := encode(m, o.from, o.now())
	if err != nil {
		return err
	}
	return writeOnce(o.dir, keyed("mail", m.Key)+".eml", data)
}

// SendSMS writes the number, the date, an empty line, then the text as sent.
func (o *fileOutbox) SendSMS(_ context.Context, m SMS) error {
	if err := m.check(); err != nil {
		return err
	}
	head := fmt.Sprintf("To: %s\nDate: %s\n\n", m.To, o.now().UTC().Format(time.RFC3339))
	return writeOnce(o.dir, keyed("sms", m.Key)+".txt", []byte(head+m.Text+"\n"))
}

func (o *fileOutbox) Check(context.Context) error {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return retry("the outbox folder cannot be made")
	}
	f, err := os.CreateTemp(o.dir, temporary)
	if err != nil {
		return retry("the outbox folder cannot be written")
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// temporary names files that are not whole yet; readers of the folder skip
// names that start with a point.
const temporary = ".message-*"

// writeOnce leaves the whole file under its name or nothing, on disk when it
// returns. A name that is there already stays as it is: a job tried again after
// its message left sends nothing twice.
func writeOnce(dir, name string, data []byte) error {
	path := filepath.Join(dir, name)
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return retry("the outbox folder cannot be made")
	}
	f, err := os.CreateTemp(dir, temporary)
	if err != nil {
		return retry("the outbox folder cannot be written")
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		if e := os.Remove(f.Name()); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
		return retry("the outbox could not keep the message (%v)", err)
	}
	return nil
}

// syncDir makes a rename survive a loss of power.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
