/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's token exchange for service accounts, and the access tokens it gave out. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* What an access token is good for. Free with herald_emulator_google_grant_free(). */
typedef struct
{
  char    *client_email;
  char    *project_id;
  gboolean messaging; /* its scope covers FCM */
} HeraldEmulatorGoogleGrant;

/* Why an assertion was refused. */
typedef struct
{
  const char *error; /* such as "invalid_grant" */
  const char *description;
} HeraldEmulatorGoogleRefusal;

void herald_emulator_google_grant_free (HeraldEmulatorGoogleGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorGoogleGrant, herald_emulator_google_grant_free)

gboolean herald_emulator_google_attach (HeraldEmulatorSite *site, GError **error);
/* Returns: (transfer full) (nullable): an access token; NULL fills @refusal. */
char *herald_emulator_google_exchange (HeraldEmulatorSite          *site,
                                       const char                  *assertion,
                                       HeraldEmulatorGoogleRefusal *refusal);
/* NULL when nobody gave out the token or its time is over. */
HeraldEmulatorGoogleGrant *
herald_emulator_google_find_grant (HeraldEmulatorSite *site, const char *access_token);

G_END_DECLS
