/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passphrase of the file of secrets: never an argument, never in the environment. */
#pragma once

#include "cli/herald-cli.h"

G_BEGIN_DECLS

/* When a command needs a secret of the locked file. */
void herald_cli_passphrase_answer (HeraldCli *cli, HeraldSecrets *secrets);
/* @path: (nullable): what the option says. Returns: (nullable): for herald_locked_text_free() */
char *herald_cli_passphrase_read_new (HeraldCli *cli, const char *path, GError **error);
char *herald_cli_passphrase_read (HeraldCli *cli, GError **error);
/* TRUE also when there is no file. */
gboolean herald_cli_passphrase_unlock (HeraldCli *cli, GError **error);

G_END_DECLS
