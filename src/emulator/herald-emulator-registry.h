/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Apple and Google know in the emulated world: whose key is whose; and the access tokens that
 * the registration service was ever told of. Written by Dataverse and the seed, read by the push
 * side. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Which of Apple's two services a credential is for. */
typedef enum
{
  HERALD_EMULATOR_BOTH,
  HERALD_EMULATOR_PRODUCTION,
  HERALD_EMULATOR_SANDBOX,
} HeraldEmulatorEnvironment;

/* An APNs signing key as its owner got it. Free with herald_emulator_apple_key_free(). */
typedef struct
{
  char *fingerprint;
  char *key_id;
  char *team_id;
  char *public_pem;

  HeraldEmulatorEnvironment environment;
} HeraldEmulatorAppleKey;

/* A Google service account. Free with herald_emulator_google_account_free(). */
typedef struct
{
  char *client_email;
  char *project_id;
  char *private_key_id;
  char *public_pem;
} HeraldEmulatorGoogleAccount;

void herald_emulator_apple_key_free (HeraldEmulatorAppleKey *self);
void herald_emulator_google_account_free (HeraldEmulatorGoogleAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorAppleKey, herald_emulator_apple_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorGoogleAccount, herald_emulator_google_account_free)

gboolean herald_emulator_registry_attach (HeraldEmulatorSite *site, GError **error);

/* Trust on first use: the first key id and team seen with a key stay its truth. */
gboolean herald_emulator_registry_learn_apple_key (HeraldEmulatorSite *site,
                                                   const char         *signing_key_pem,
                                                   const char         *key_id,
                                                   const char         *team_id,
                                                   GError            **error);
gboolean herald_emulator_registry_learn_google_account (HeraldEmulatorSite *site,
                                                        const char         *service_account_json,
                                                        GError            **error);
/* As Apple's portal does: restricts a key to one service, or takes it back. */
gboolean herald_emulator_registry_rule_apple_key (HeraldEmulatorSite       *site,
                                                  const char               *key_id,
                                                  HeraldEmulatorEnvironment environment,
                                                  gboolean                  revoked,
                                                  GError                  **error);
/* Looks up what was learnt; NULL without error when nobody has it. */
HeraldEmulatorAppleKey *
herald_emulator_registry_find_apple_key (HeraldEmulatorSite *site, const char *key_id);
HeraldEmulatorGoogleAccount *
herald_emulator_registry_find_google_account (HeraldEmulatorSite *site,
                                              const char         *client_email,
                                              const char         *private_key_id);

/* Access tokens: every value ever written for an app counts until the column is set to null. */
gboolean herald_emulator_registry_add_api_token (HeraldEmulatorSite *site,
                                                 const char         *app_id,
                                                 const char         *value,
                                                 GError            **error);
gboolean herald_emulator_registry_revoke_api_tokens (HeraldEmulatorSite *site,
                                                     const char         *app_id,
                                                     GError            **error);
/* Whether @value is a token of @app_id; notes its use. */
gboolean herald_emulator_registry_check_api_token (HeraldEmulatorSite *site,
                                                   const char         *app_id,
                                                   const char         *value);
char    *herald_emulator_registry_make_api_token (void);

G_END_DECLS
