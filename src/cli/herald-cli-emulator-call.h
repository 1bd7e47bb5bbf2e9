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
/* @collection: such as “phones/”; @id is escaped; @ending: such as “/tap”. Returns: (transfer full)
 */
char *herald_cli_emulator_build_path (const char *collection, const char *id, const char *ending);
/* An object of “NAME=VALUE” words from index @first on, @values as HeraldCliValues says. */
typedef enum
{
  HERALD_CLI_VALUES_WORDS, /* true and false; nothing is null; all else is text */
  HERALD_CLI_VALUES_JSON,  /* numbers, too */
} HeraldCliValues;
JsonNode *herald_cli_emulator_read_settings (GPtrArray      *arguments,
                                             guint           first,
                                             HeraldCliValues values,
                                             const char     *example,
                                             GError        **error);
/* Any member as text; empty when it is absent. */
char *herald_cli_emulator_dup_member (JsonObject *object, const char *name);
/* An object as the document it is, or its members line by line under these headings. */
void herald_cli_emulator_print_object (HeraldCli *cli, JsonNode *answer, const char *heading);

G_END_DECLS
