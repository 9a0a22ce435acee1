package devdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
)

// clusterConf is where Debian's package reads whether to make a cluster of its own.
const clusterConf = "/etc/postgresql-common/createcluster.conf"

// fromAPT installs Debian's package without the cluster it would make and start.
func fromAPT(ctx context.Context) error {
	if err := aptInstall(ctx, "postgresql-common"); err != nil {
		// The lists of packages may be missing or old.
		if err := apt(ctx, "update"); err != nil {
			return err
		}
		if err := aptInstall(ctx, "postgresql-common"); err != nil {
			return err
		}
	}
	before, err := os.ReadFile(clusterConf)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	ours := append(before[:len(before):len(before)], "\ncreate_main_cluster = false\n"...)
	if err := os.WriteFile(clusterConf, ours, 0o644); err != nil {
		return err
	}
	// The machine's owner may want a cluster from the next package.
	return errors.Join(aptInstall(ctx, "postgresql"), os.WriteFile(clusterConf, before, 0o644))
}

func aptInstall(ctx context.Context, name string) error {
	return apt(ctx, "install", "-y", "--no-install-recommends", name)
}

func apt(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("apt-get %v: %w\n%s", args, err, out)
	}
	return nil
}
