/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens for Dataverse: issued by the emulated sign-in, checked by the emulated Dataverse.
 */
#pragma once

#include "emulator/herald-emulator-call.h"
#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Who a token speaks for. */
typedef struct
{
  char    *token;     /* (nullable) */
  char    *client_id; /* appid */
  char    *object_id; /* oid */
  gint64   expires_at_seconds;
  gboolean strong; /* with a second factor */
} HeraldEmulatorIdentity;

void herald_emulator_identity_free (HeraldEmulatorIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorIdentity, herald_emulator_identity_free)

gboolean    herald_emulator_bearer_attach (HeraldEmulatorSite *site, GError **error);
const char *herald_emulator_bearer_get_key_id (HeraldEmulatorSite *site);
GBytes     *herald_emulator_bearer_get_certificate (HeraldEmulatorSite *site);
char *herald_emulator_bearer_sign (HeraldEmulatorSite *site, JsonObject *claims, GError **error);
char *herald_emulator_bearer_issue (HeraldEmulatorSite *site,
                                    const char         *audience,
                                    const char         *client_id,
                                    const char         *object_id,
                                    gboolean            delegated,
                                    gint64              lifetime_seconds,
                                    GError            **error);
char *herald_emulator_bearer_issue_for_scripts (HeraldEmulatorSite *site, GError **error);
const HeraldEmulatorIdentity *
herald_emulator_bearer_check (HeraldEmulatorSite *site, HeraldEmulatorCall *call);
/* Whether a token is ours and good now, whatever it is for. */
JsonObject *
herald_emulator_bearer_read (HeraldEmulatorSite *site, const char *token, GError **error);

G_END_DECLS
