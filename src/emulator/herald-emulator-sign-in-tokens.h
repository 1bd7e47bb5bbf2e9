/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sign-in gives out. */
#pragma once

#include "emulator/herald-emulator-sign-in-people.h"
#include "emulator/herald-emulator-sign-in-scope.h"

G_BEGIN_DECLS

/* “aud” of tokens for Microsoft Graph. */
#define HERALD_EMULATOR_GRAPH_ID "00000003-0000-0000-c000-000000000000"

/* Everything that tokens say. */
typedef struct
{
  HeraldEmulatorSite               *site;
  const char                       *origin; /* that the caller uses */
  const HeraldEmulatorSignInClient *client;
  const HeraldEmulatorSignInPerson *person; /* (nullable): NULL for the application itself */
  const HeraldEmulatorSignInScope  *scope;
  const char                       *nonce;         /* (nullable) */
  const char                       *code;          /* (nullable): given out beside an id_token */
  const char                       *refresh_token; /* (nullable) */
  gboolean                          by_certificate;
  gboolean                          client_info;
  gboolean                          v1;
  gboolean                          strong;
} HeraldEmulatorSignInIssue;

char    *herald_emulator_sign_in_tokens_make_id_token (const HeraldEmulatorSignInIssue *issue,
                                                       GError                         **error);
gboolean herald_emulator_sign_in_tokens_respond (const HeraldEmulatorSignInIssue *issue,
                                                 HeraldEmulatorCall              *call,
                                                 GError                         **error);

G_END_DECLS
