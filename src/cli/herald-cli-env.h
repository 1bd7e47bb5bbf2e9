/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands about environments share. */
#pragma once

#include "cli/herald-cli.h"
#include "model/herald-environment.h"

G_BEGIN_DECLS

/* (transfer full) (element-type HeraldEnvironment): the saved ones. */
GPtrArray *herald_cli_env_load (HeraldCli *cli, GError **error);
/* (transfer full): INVALID for the built-in one. */
HeraldEnvironment *herald_cli_env_find_saved (HeraldCli *cli, const char *name, GError **error);
/* @text: (nullable): NULL leaves @kind as it is. */
gboolean herald_cli_env_read_kind (const char *text, HeraldEnvironmentKind *kind, GError **error);

G_END_DECLS
