/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of the emulator's admin API for the commands below “emulator”. */
#pragma once

#include "cli/herald-cli.h"

G_BEGIN_DECLS

/* INVALID when --env names another environment. */
HeraldSession *herald_cli_emulator_get_session (HeraldCli *cli, GError **error);
/* NOT_FOUND when none runs: what would be changed does not outlive a command. */
gboolean herald_cli_emulator_require_running (HeraldCli *cli, GError **error);
/* @path: below /_herald/; @body: (nullable). Returns: (transfer full): null without a body */
JsonNode *herald_cli_emulator_call (HeraldCli  *cli,
                                    const char *method,
                                    const char *path,
                                    JsonNode   *body,
                                    GError    **error);
/* The same with bytes of a content type. */
JsonNode *herald_cli_emulator_call_bytes (HeraldCli  *cli,
                                          const char *method,
                                          const char *path,
                                          const char *content_type,
                                          GBytes     *body,
                                          GError    **error);
/* A call whose answer is that it was done; @text says so to people. */
gboolean herald_cli_emulator_do (HeraldCli  *cli,
                                 const char *method,
                                 const char *path,
                                 JsonNode   *body,
                                 const char *text,
                                 GError    **error);
/* Any member as text; empty when it is absent. */
char *herald_cli_emulator_dup_member (JsonObject *object, const char *name);

G_END_DECLS
