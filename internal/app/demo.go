package app

import (
	"context"
	"errors"
)

func demoCommand(ctx context.Context, c *call) error             { return errors.New("demo") }
func demoAccounts(ctx context.Context, p *program) (bool, error) { return false, nil }
