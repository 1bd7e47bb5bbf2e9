/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample apps of the ready line: what a person would have got from Apple and Google. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* A set of credentials with its files below `keys/`. */
typedef struct
{
  const char *app_id; /* (nullable): the configuration; NULL is the spare set */
  const char *name;
  const char *bundle_id;
  const char *team_id;
  const char *key_id;
  const char *project_id;
  const char *account; /* first part of the service account's address */
} HeraldEmulatorSample;

gboolean herald_emulator_samples_attach (HeraldEmulatorSite *site, GError **error);
/* Makes the key files that are not there; their texts are given out for the configuration. */
gboolean herald_emulator_samples_add (HeraldEmulatorSite         *site,
                                      const HeraldEmulatorSample *sample,
                                      char                      **apns_key,
                                      char                      **service_account,
                                      GError                    **error);
gboolean herald_emulator_samples_add_to_ready_line (HeraldEmulatorSite *site,
                                                    JsonObject         *ready,
                                                    GError            **error);

G_END_DECLS
