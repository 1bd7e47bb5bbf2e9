/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mobile app configurations as the push services need them, read from the emulated Dataverse.
 */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Never changed; give up with herald_emulator_app_unref(). */
typedef struct
{
  char    *id;
  char    *name; /* (nullable), also below */
  char    *bundle_id;
  char    *key_id;
  char    *team_id;
  char    *signing_key;     /* text of a .p8 */
  char    *service_account; /* JSON */
  char    *project_id;      /* of the service account */
  gboolean sandbox;
  gboolean by_token;           /* APNs: a key and not a certificate */
  gboolean by_service_account; /* FCM: not by the retired API key */
} HeraldEmulatorApp;

void herald_emulator_app_unref (HeraldEmulatorApp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorApp, herald_emulator_app_unref)

/* NULL when there is no such configuration. */
HeraldEmulatorApp *herald_emulator_apps_find (HeraldEmulatorSite *site, const char *id);
/* What the configurations with one bundle id say about it. */
typedef struct
{
  gboolean of_team; /* one belongs to the team that was asked about */
  gboolean production;
  gboolean sandbox;
} HeraldEmulatorTopic;

HeraldEmulatorTopic herald_emulator_apps_find_topic (HeraldEmulatorSite *site,
                                                     const char         *bundle_id,
                                                     const char         *team_id);

gboolean herald_emulator_apps_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
