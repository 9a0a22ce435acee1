package identity

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// hashing is argon2id as decisions.md §5 sets it: 19 MiB, two passes.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is compared with when there is no account, so that an unknown
// identifier costs what a known one does.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// passwords hashes behind a semaphore: as many at once as there are cores, a
// short queue, then « later ». Without it a storm of sign-ins takes the memory.
type passwords struct {
	slots    chan struct{}
	queue    chan struct{}
	compared atomic.Int64 // how many hashes comparing has cost
}

func newPasswords() *passwords {
	n := runtime.NumCPU()
	return &passwords{slots: make(chan struct{}, n), queue: make(chan struct{}, 32*n)}
}

func (p *passwords) enter(ctx context.Context) (leave func(), err error) {
	select {
	case p.queue <- struct{}{}:
	default:
		return nil, problem.Busy("sign-in", 5*time.Second)
	}
	defer func() { <-p.queue }()
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash makes the hash to keep of a password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return argon2id.CreateHash(password, hashing)
}

// match compares a password with the hash of an account, or with nobody's.
func (p *passwords) match(ctx context.Context, password, hash string) (bool, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	p.compared.Add(1)
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, nobody)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// CheckPassword says what is wrong with a new password: a code of web/fr, or
// nothing. There is no composition rule (CNIL 2022-100: length, and common ones
// refused).
func CheckPassword(password string) (code string) {
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		return "required"
	case n < limit.PasswordMin:
		return "password-short"
	case n > limit.PasswordMax:
		return "password-long"
	case CommonPassword(password):
		return "password-known"
	}
	return ""
}

// HashPassword checks a new password and makes the hash to keep.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	if code := CheckPassword(password); code != "" {
		return "", problem.Field("mot-de-passe", code)
	}
	return s.passwords.hash(ctx, password)
}
