/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command lets a person sign in: in the browser of this computer or by a code. */
#pragma once

#include "cli/herald-cli.h"
#include "core/herald-account.h"

G_BEGIN_DECLS

/* No --timeout was given. */
#define HERALD_CLI_LOGIN_UNSET G_MININT

/* What the command was told. */
typedef struct
{
  gboolean by_code;
  gboolean print_url;
  int      timeout_seconds;
} HeraldCliLogin;

#define HERALD_CLI_LOGIN_INIT                                                                      \
  {                                                                                                \
    .timeout_seconds = HERALD_CLI_LOGIN_UNSET                                                      \
  }

/* The options of every command in which a person signs in. */
#define HERALD_CLI_LOGIN_ENTRIES(login)                                                            \
  { "device-code", 0, 0, G_OPTION_ARG_NONE, &(login)->by_code, NULL, NULL },                       \
    { "print-url", 0, 0, G_OPTION_ARG_NONE, &(login)->print_url, NULL, NULL },                     \
  {                                                                                                \
    "timeout", 0, 0, G_OPTION_ARG_INT, &(login)->timeout_seconds, NULL, NULL                       \
  }

/* Whether one of its options was given. */
gboolean herald_cli_login_is_given (const HeraldCliLogin *self);
gboolean herald_cli_login_check (const HeraldCliLogin *self, GError **error);
gboolean herald_cli_login_run (HeraldCli            *cli,
                               HeraldAccount        *account,
                               const HeraldCliLogin *self,
                               GError              **error);
/* Nothing would be left of a secret or a sign-in when the command ends. */
gboolean herald_cli_check_keyring (HeraldCli *cli, GError **error);

G_END_DECLS
