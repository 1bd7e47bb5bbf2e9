/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ready line of an emulator, read: its addresses, ids and sample credentials. */
#pragma once

#include "model/herald-environment.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_INFO (herald_emulator_info_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorInfo, herald_emulator_info, HERALD, EMULATOR_INFO, GObject)

/* One sample app: what a person would have got from Apple and Google. */
typedef struct
{
  char *id;
  char *name;
  char *bundle_id;
  char *team_id;
  char *key_id;
  char *apns_key_path;
  char *service_account_path;
  char *project_id;
} HeraldEmulatorApp;

HeraldEmulatorInfo *herald_emulator_info_new_from_line (const char *ready_line, GError **error);
const char         *herald_emulator_info_get_http (HeraldEmulatorInfo *self);
const char         *herald_emulator_info_get_https (HeraldEmulatorInfo *self);
const char         *herald_emulator_info_get_h2 (HeraldEmulatorInfo *self);
const char         *herald_emulator_info_get_ca_path (HeraldEmulatorInfo *self);
const char         *herald_emulator_info_get_admin_token (HeraldEmulatorInfo *self);
const char         *herald_emulator_info_get_client_secret (HeraldEmulatorInfo *self);
gsize               herald_emulator_info_get_n_apps (HeraldEmulatorInfo *self);
const HeraldEmulatorApp *herald_emulator_info_get_app (HeraldEmulatorInfo *self, gsize index);
HeraldEnvironment       *herald_emulator_info_dup_environment (HeraldEmulatorInfo *self);

G_END_DECLS
