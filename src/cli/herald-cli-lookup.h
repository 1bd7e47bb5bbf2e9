/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several commands ask first: an app, devices, and the one person or user that a text means.
 */
#pragma once

#include "cli/herald-cli.h"
#include "model/herald-app.h"
#include "model/herald-send-result.h"

G_BEGIN_DECLS

HeraldApp *herald_cli_load_app (HeraldCli *cli, const char *id, GError **error);
/* Returns: (element-type HeraldDevice) */
GPtrArray *
herald_cli_list_devices (HeraldCli *cli, const char *user_id, const char *app_id, GError **error);
char *herald_cli_normalise_id (const char *text, GError **error);
/* An ID as it is; an e-mail address becomes the ID of the one person who has it. */
char *herald_cli_resolve_person (HeraldCli *cli, const char *text, GError **error);
/* Texts that are IDs or e-mail addresses of system users.
 * Returns: (element-type HeraldSystemUser): one per text, in order */
GPtrArray *herald_cli_resolve_users (HeraldCli *cli, const char *const *texts, GError **error);
/* The exit status for the results of one call. */
int herald_cli_get_results_status (GPtrArray *results);

G_END_DECLS
