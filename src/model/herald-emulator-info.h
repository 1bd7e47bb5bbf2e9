/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ready line of an emulator, read: its addresses, ids and sample credentials. */
#pragma once

#include "model/herald-environment.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_INFO (herald_emulator_info_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorInfo, herald_emulator_info, HERALD, EMULATOR_INFO, GObject)

typedef enum
{
  HERALD_EMULATOR_INFO_HTTP,
  HERALD_EMULATOR_INFO_HTTPS,
  HERALD_EMULATOR_INFO_H2,
  HERALD_EMULATOR_INFO_CA,
  HERALD_EMULATOR_INFO_ADMIN_TOKEN, /* a secret */
  HERALD_EMULATOR_INFO_BEARER,      /* a secret */
  HERALD_EMULATOR_INFO_TENANT_ID,
  HERALD_EMULATOR_INFO_CLIENT_ID, /* of the public client */
  HERALD_EMULATOR_INFO_CONFIDENTIAL_CLIENT_ID,
  HERALD_EMULATOR_INFO_CLIENT_SECRET, /* a secret */
  HERALD_EMULATOR_INFO_ORGANIZATION_ID,
  HERALD_EMULATOR_INFO_USER_ID,
  HERALD_EMULATOR_INFO_N_FIELDS,
} HeraldEmulatorInfoField;

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
  char *api_token; /* (nullable): a secret */
} HeraldEmulatorApp;

HeraldEmulatorInfo *herald_emulator_info_new_from_line (const char *ready_line, GError **error);
/* (nullable): “bearer” and the public client are optional. */
const char *herald_emulator_info_get (HeraldEmulatorInfo *self, HeraldEmulatorInfoField field);
const char *herald_emulator_info_get_http (HeraldEmulatorInfo *self);
const char *herald_emulator_info_get_https (HeraldEmulatorInfo *self);
const char *herald_emulator_info_get_h2 (HeraldEmulatorInfo *self);
const char *herald_emulator_info_get_ca_path (HeraldEmulatorInfo *self);
const char *herald_emulator_info_get_admin_token (HeraldEmulatorInfo *self);
const char *herald_emulator_info_get_client_secret (HeraldEmulatorInfo *self);
gboolean    herald_emulator_info_has_moved (HeraldEmulatorInfo *self);
gsize       herald_emulator_info_get_n_apps (HeraldEmulatorInfo *self);
const HeraldEmulatorApp *herald_emulator_info_get_app (HeraldEmulatorInfo *self, gsize index);
/* Where a web app gets its plug-in's functions, bound to a phone. */
char *herald_emulator_info_dup_script_url (HeraldEmulatorInfo *self, const char *phone_id);
HeraldEnvironment *herald_emulator_info_dup_environment (HeraldEmulatorInfo *self);

G_END_DECLS
