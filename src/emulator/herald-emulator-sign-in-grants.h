/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a signed-in person has granted to an application, until the tokens are fetched: codes in
 * memory, refresh tokens in the emulator's rows. */
#pragma once

#include "emulator/herald-emulator-sign-in-people.h"

G_BEGIN_DECLS

typedef struct
{
  char                     *client_id;
  char                     *object_id;
  char                     *scope; /* as it was asked for */
  char                     *nonce; /* (nullable) */
  HeraldEmulatorSignInProof proof;

  /* Of a code. */
  char    *redirect;         /* (nullable) */
  char    *challenge;        /* (nullable) */
  gboolean challenge_hashed; /* S256, otherwise plain */
  gboolean used;
  gint64   issued_at_seconds;

  /* Of a refresh token. */
  char  *family; /* (nullable): what came of one sign-in */
  gint64 generation;
} HeraldEmulatorSignInGrant;

void herald_emulator_sign_in_grant_free (HeraldEmulatorSignInGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorSignInGrant, herald_emulator_sign_in_grant_free)

gboolean    herald_emulator_sign_in_grants_attach (HeraldEmulatorSite *site, GError **error);
const char *herald_emulator_sign_in_grants_add_code (HeraldEmulatorSite        *site,
                                                     HeraldEmulatorSignInGrant *grant);
HeraldEmulatorSignInGrant *herald_emulator_sign_in_grants_find_code (HeraldEmulatorSite *site,
                                                                     const char         *code,
                                                                     GError            **error);

char *herald_emulator_sign_in_grants_add_refresh (HeraldEmulatorSite              *site,
                                                  const HeraldEmulatorSignInGrant *grant,
                                                  GError                         **error);
HeraldEmulatorSignInGrant          *
herald_emulator_sign_in_grants_use_refresh (HeraldEmulatorSite               *site,
                                                     const char                       *token,
                                                     const HeraldEmulatorSignInClient *client,
                                                     GError                          **error);
gboolean herald_emulator_sign_in_grants_end_family (HeraldEmulatorSite *site,
                                                    const char         *family,
                                                    GError            **error);
gboolean herald_emulator_sign_in_grants_revoke (HeraldEmulatorSite *site,
                                                const char         *object_id,
                                                GError            **error);

G_END_DECLS
