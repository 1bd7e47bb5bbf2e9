/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registration tokens that Firebase's library gets on an iPhone: each stands for a token of
 * APNs and is a token of the app's Firebase project. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Free with herald_emulator_apple_token_free(). */
typedef struct
{
  char *apns_token;
  char *app_id; /* the configuration: Firebase has the credentials for APNs from there */
} HeraldEmulatorAppleToken;

void herald_emulator_apple_token_free (HeraldEmulatorAppleToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorAppleToken, herald_emulator_apple_token_free)

gboolean herald_emulator_apple_tokens_attach (HeraldEmulatorSite *site, GError **error);
/* The app on an iPhone just got @apns_token; no Firebase project, no registration token. */
gboolean herald_emulator_apple_tokens_give (HeraldEmulatorSite *site,
                                            const char         *phone_id,
                                            const char         *apns_token,
                                            GError            **error);
/* NULL when @token is of no iPhone. */
HeraldEmulatorAppleToken *
herald_emulator_apple_tokens_find (HeraldEmulatorSite *site, const char *token);

G_END_DECLS
