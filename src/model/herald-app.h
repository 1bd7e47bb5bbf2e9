/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobile app configuration (msdynmkt_mobileappchannelinstance) that remembers which of its fields
 * were changed. */
#pragma once

#include <glib-object.h>

#include "model/herald-platform.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APP (herald_app_get_type ())
G_DECLARE_FINAL_TYPE (HeraldApp, herald_app, HERALD, APP, GObject)

typedef enum
{
  HERALD_APP_ID,
  HERALD_APP_NAME,
  HERALD_APP_DESCRIPTION,
  HERALD_APP_BUNDLE_ID,
  HERALD_APP_KEY_ID,
  HERALD_APP_TEAM_ID,
  HERALD_APP_SIGNING_KEY, /* secret: the text of the .p8 */
  HERALD_APP_CERTIFICATE_NAME,
  HERALD_APP_SERVICE_ACCOUNT, /* secret: the JSON */
  HERALD_APP_SERVICE_ACCOUNT_NAME,
  HERALD_APP_API_TOKEN, /* secret: the access token the service holds now */
  HERALD_APP_N_FIELDS,
} HeraldAppField;

typedef enum
{
  HERALD_APNS_CERTIFICATE = 0,
  HERALD_APNS_TOKEN = 1,
} HeraldApnsMode;

typedef enum
{
  HERALD_APNS_PRODUCTION = 0,
  HERALD_APNS_SANDBOX = 1,
} HeraldApnsEnvironment;

typedef enum
{
  HERALD_FCM_API_KEY = 0, /* legacy, retired by Google */
  HERALD_FCM_SERVICE_ACCOUNT = 1,
} HeraldFcmMode;

typedef enum
{
  HERALD_APP_STATE_NONE,       /* platform not configured */
  HERALD_APP_STATE_INCOMPLETE, /* a field is missing or wrong */
  HERALD_APP_STATE_CONFIGURED,
  HERALD_APP_STATE_HIDDEN, /* the secrets may not be read: nothing can be said */
} HeraldAppState;

HeraldApp            *herald_app_new (void);
HeraldApp            *herald_app_copy (HeraldApp *self);
const char           *herald_app_get (HeraldApp *self, HeraldAppField field);
void                  herald_app_set (HeraldApp *self, HeraldAppField field, const char *value);
void                  herald_app_load (HeraldApp *self, HeraldAppField field, const char *value);
gboolean              herald_app_is_changed (HeraldApp *self, HeraldAppField field);
gboolean              herald_app_has_changes (HeraldApp *self);
void                  herald_app_mark_saved (HeraldApp *self);
HeraldApnsMode        herald_app_get_apns_mode (HeraldApp *self);
void                  herald_app_set_apns_mode (HeraldApp *self, HeraldApnsMode mode);
HeraldApnsEnvironment herald_app_get_apns_environment (HeraldApp *self);
void          herald_app_set_apns_environment (HeraldApp *self, HeraldApnsEnvironment environment);
gboolean      herald_app_is_apns_mode_changed (HeraldApp *self);
gboolean      herald_app_is_apns_environment_changed (HeraldApp *self);
HeraldFcmMode herald_app_get_fcm_mode (HeraldApp *self);
void          herald_app_set_fcm_mode (HeraldApp *self, HeraldFcmMode mode);
gboolean      herald_app_is_fcm_mode_changed (HeraldApp *self);
/* From the service account, when it can be read. */
const char    *herald_app_get_project_id (HeraldApp *self);
const char    *herald_app_get_client_email (HeraldApp *self);
HeraldAppState herald_app_get_state (HeraldApp *self, HeraldPlatform platform);
const char    *herald_app_state_to_string (HeraldAppState state);
const char    *herald_app_state_get_label (HeraldAppState state);
/* Fields of findings: "name", "bundleId", "keyId", "teamId", "signingKey", "serviceAccount". */
GPtrArray *herald_app_validate (HeraldApp *self);
/* Imports: set the field, the key ID from the file's name, the names; nothing is set on error. */
gboolean herald_app_import_signing_key (HeraldApp  *self,
                                        const char *filename,
                                        GBytes     *content,
                                        GError    **error);
gboolean herald_app_import_service_account (HeraldApp  *self,
                                            const char *filename,
                                            GBytes     *content,
                                            GError    **error);
/* Signal “changed”: after any field changed. */

G_END_DECLS
