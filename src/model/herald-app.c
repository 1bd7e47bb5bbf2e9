/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a mobile app configuration, as the service holds them and as they were changed, so
 * that a save writes what a person changed and nothing else. */
#include "config.h"

#include "model/herald-app.h"

#include "base/herald-guid.h"
#include "crypto/herald-apns-key.h"
#include "crypto/herald-service-account.h"
#include "model/herald-app-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _HeraldApp
{
  GObject parent_instance;

  char *values[HERALD_APP_N_FIELDS]; /* (owned) (nullable): as they are now */
  char *saved[HERALD_APP_N_FIELDS];  /* (owned) (nullable): as the service holds them */

  HeraldApnsMode        apns_mode;
  HeraldApnsMode        saved_apns_mode;
  HeraldApnsEnvironment apns_environment;
  HeraldApnsEnvironment saved_apns_environment;
  HeraldFcmMode         fcm_mode;
  HeraldFcmMode         saved_fcm_mode;

  char                 *file_key_id; /* (owned) (nullable): from the name of the imported .p8 */
  HeraldServiceAccount *account;     /* (owned) (nullable): the service account, when it is one */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldApp, herald_app, G_TYPE_OBJECT)

static const struct
{
  const char *name;
  const char *label;
} states[] = {
  [HERALD_APP_STATE_NONE] = { "none", N_ ("Not set up") },
  [HERALD_APP_STATE_INCOMPLETE] = { "incomplete", N_ ("Incomplete") },
  [HERALD_APP_STATE_CONFIGURED] = { "configured", N_ ("Set up") },
  [HERALD_APP_STATE_HIDDEN] = { "hidden", N_ ("Secrets hidden") },
};

static gboolean
is_secret (HeraldAppField field)
{
  return field == HERALD_APP_SIGNING_KEY || field == HERALD_APP_SERVICE_ACCOUNT ||
         field == HERALD_APP_API_TOKEN;
}

static void
clear_value (char **value)
{
  if (*value == NULL)
    return;
  explicit_bzero (*value, strlen (*value));
  g_clear_pointer (value, g_free);
}

/* Blanks around a field are never meant; a secret keeps its bytes, and “” when it is taken out. */
static char *
dup_value (HeraldAppField field, const char *value)
{
  g_autofree char *stripped = NULL;
  char            *guid = NULL;

  if (value == NULL)
    return NULL;
  if (is_secret (field))
    return g_strdup (value);
  stripped = g_strstrip (g_strdup (value));
  if (*stripped == '\0')
    return NULL;
  if (field == HERALD_APP_ID)
    guid = herald_guid_normalise (stripped);
  return guid != NULL ? guid : g_steal_pointer (&stripped);
}

static void
update_account (HeraldApp *self)
{
  const char *json = self->values[HERALD_APP_SERVICE_ACCOUNT];
  g_autoptr (GBytes) content = NULL;

  g_clear_object (&self->account);
  if (json == NULL || *json == '\0')
    return;
  content = g_bytes_new (json, strlen (json));
  self->account = herald_service_account_new_from_json (content, NULL);
}

/* Returns whether the value is new. */
static gboolean
take_value (HeraldApp *self, HeraldAppField field, char *value)
{
  if (g_strcmp0 (self->values[field], value) == 0)
    {
      clear_value (&value);
      return FALSE;
    }
  clear_value (&self->values[field]);
  self->values[field] = value;
  if (field == HERALD_APP_SERVICE_ACCOUNT)
    update_account (self);
  return TRUE;
}

/* A file's text without the mark that some editors write before it. */
static char *
dup_file_text (GBytes *content)
{
  gsize       size = 0;
  const char *data = g_bytes_get_data (content, &size);
  gsize       skip = size >= strlen (BYTE_ORDER_MARK) &&
                   memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0
                       ? strlen (BYTE_ORDER_MARK)
                       : 0;

  return g_strndup (data + skip, size - skip);
}

static void
emit_changed (HeraldApp *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
has_platform_error (HeraldApp *self, HeraldPlatform platform)
{
  const char *const  ios_fields[] = { "bundleId", "keyId", "teamId", "signingKey", NULL };
  const char *const  android_fields[] = { "serviceAccount", NULL };
  const char *const *fields = platform == HERALD_PLATFORM_IOS ? ios_fields : android_fields;
  g_autoptr (GPtrArray) issues = herald_app_validate (self);

  for (gsize i = 0; fields[i] != NULL; i++)
    {
      const HeraldIssue *issue = herald_issues_find (issues, fields[i]);

      if (issue != NULL && issue->severity == HERALD_SEVERITY_ERROR)
        return TRUE;
    }
  return FALSE;
}

static void
herald_app_finalize (GObject *object)
{
  HeraldApp *self = HERALD_APP (object);

  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    {
      clear_value (&self->values[i]);
      clear_value (&self->saved[i]);
    }
  g_free (self->file_key_id);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (herald_app_parent_class)->finalize (object);
}

static void
herald_app_class_init (HeraldAppClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_app_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_app_init (HeraldApp *self)
{
  self->apns_mode = HERALD_APNS_TOKEN;
  self->saved_apns_mode = HERALD_APNS_TOKEN;
  self->fcm_mode = HERALD_FCM_SERVICE_ACCOUNT;
  self->saved_fcm_mode = HERALD_FCM_SERVICE_ACCOUNT;
}

/**
 * herald_app_new:
 *
 * Returns: (transfer full): an app without id, with the modes that new apps should have: APNs by
 *   token, FCM by service account
 */
HeraldApp *
herald_app_new (void)
{
  return g_object_new (HERALD_TYPE_APP, NULL);
}

/**
 * herald_app_copy:
 * @self: an app
 *
 * Returns: (transfer full): an app of its own with the same values and the same changes
 */
HeraldApp *
herald_app_copy (HeraldApp *self)
{
  HeraldApp *copy;

  g_return_val_if_fail (HERALD_IS_APP (self), NULL);

  copy = herald_app_new ();
  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    {
      copy->values[i] = g_strdup (self->values[i]);
      copy->saved[i] = g_strdup (self->saved[i]);
    }
  copy->apns_mode = self->apns_mode;
  copy->saved_apns_mode = self->saved_apns_mode;
  copy->apns_environment = self->apns_environment;
  copy->saved_apns_environment = self->saved_apns_environment;
  copy->fcm_mode = self->fcm_mode;
  copy->saved_fcm_mode = self->saved_fcm_mode;
  copy->file_key_id = g_strdup (self->file_key_id);
  update_account (copy);
  return copy;
}

/**
 * herald_app_get:
 * @self: an app
 * @field: which field
 *
 * Returns: (transfer none) (nullable): its value; %NULL for none, and for a secret that may not be
 *   read
 */
const char *
herald_app_get (HeraldApp *self, HeraldAppField field)
{
  g_return_val_if_fail (HERALD_IS_APP (self), NULL);
  g_return_val_if_fail (field < HERALD_APP_N_FIELDS, NULL);

  return self->values[field];
}

/**
 * herald_app_set:
 * @self: an app
 * @field: which field
 * @value: (nullable): its new value; empty is none
 *
 * Changes a field as a person does. To empty a secret that may not be read changes nothing: its
 * value is not known here, and a save must not destroy it.
 */
void
herald_app_set (HeraldApp *self, HeraldAppField field, const char *value)
{
  g_return_if_fail (HERALD_IS_APP (self));
  g_return_if_fail (field < HERALD_APP_N_FIELDS);

  if (is_secret (field) && (value == NULL || *value == '\0'))
    value = self->saved[field] != NULL ? "" : NULL;
  if (take_value (self, field, dup_value (field, value)))
    emit_changed (self);
}

/**
 * herald_app_load:
 * @self: an app
 * @field: which field
 * @value: (nullable): its value as the service holds it
 *
 * Sets a field without marking it changed.
 */
void
herald_app_load (HeraldApp *self, HeraldAppField field, const char *value)
{
  g_return_if_fail (HERALD_IS_APP (self));
  g_return_if_fail (field < HERALD_APP_N_FIELDS);

  clear_value (&self->saved[field]);
  self->saved[field] = dup_value (field, value);
  if (take_value (self, field, g_strdup (self->saved[field])))
    emit_changed (self);
}

/**
 * herald_app_is_changed:
 * @self: an app
 * @field: which field
 *
 * Returns: whether a save has to write the field. A secret that is %NULL never is: it may only be
 *   hidden; an empty one was taken out on purpose and is written as null
 */
gboolean
herald_app_is_changed (HeraldApp *self, HeraldAppField field)
{
  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);
  g_return_val_if_fail (field < HERALD_APP_N_FIELDS, FALSE);

  if (field == HERALD_APP_ID || (is_secret (field) && self->values[field] == NULL))
    return FALSE;
  return g_strcmp0 (self->values[field], self->saved[field]) != 0;
}

/**
 * herald_app_has_changes:
 * @self: an app
 *
 * Returns: whether any field or mode differs from what the service holds
 */
gboolean
herald_app_has_changes (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);

  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    if (herald_app_is_changed (self, (HeraldAppField) i))
      return TRUE;
  return herald_app_is_apns_mode_changed (self) || herald_app_is_apns_environment_changed (self) ||
         herald_app_is_fcm_mode_changed (self);
}

/**
 * herald_app_mark_saved:
 * @self: an app
 *
 * What it holds now is what the service holds.
 */
void
herald_app_mark_saved (HeraldApp *self)
{
  g_return_if_fail (HERALD_IS_APP (self));

  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    {
      /* Dataverse has no empty texts. */
      if (self->values[i] != NULL && *self->values[i] == '\0')
        clear_value (&self->values[i]);
      if (self->values[i] == NULL && self->saved[i] == NULL)
        continue;
      clear_value (&self->saved[i]);
      self->saved[i] = g_strdup (self->values[i]);
    }
  self->saved_apns_mode = self->apns_mode;
  self->saved_apns_environment = self->apns_environment;
  self->saved_fcm_mode = self->fcm_mode;
  emit_changed (self);
}

/**
 * herald_app_get_apns_mode:
 * @self: an app
 *
 * Returns: how it signs in to APNs
 */
HeraldApnsMode
herald_app_get_apns_mode (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), HERALD_APNS_TOKEN);

  return self->apns_mode;
}

/**
 * herald_app_set_apns_mode:
 * @self: an app
 * @mode: how it signs in to APNs
 */
void
herald_app_set_apns_mode (HeraldApp *self, HeraldApnsMode mode)
{
  g_return_if_fail (HERALD_IS_APP (self));

  if (self->apns_mode == mode)
    return;
  self->apns_mode = mode;
  emit_changed (self);
}

/**
 * herald_app_is_apns_mode_changed:
 * @self: an app
 *
 * Returns: whether a save of an existing app has to write the mode; a new app's is always written
 */
gboolean
herald_app_is_apns_mode_changed (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);

  return self->apns_mode != self->saved_apns_mode;
}

/**
 * herald_app_get_apns_environment:
 * @self: an app
 *
 * Returns: which of Apple's two services it uses
 */
HeraldApnsEnvironment
herald_app_get_apns_environment (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), HERALD_APNS_PRODUCTION);

  return self->apns_environment;
}

/**
 * herald_app_set_apns_environment:
 * @self: an app
 * @environment: which of Apple's two services it uses
 */
void
herald_app_set_apns_environment (HeraldApp *self, HeraldApnsEnvironment environment)
{
  g_return_if_fail (HERALD_IS_APP (self));

  if (self->apns_environment == environment)
    return;
  self->apns_environment = environment;
  emit_changed (self);
}

/**
 * herald_app_is_apns_environment_changed:
 * @self: an app
 *
 * Returns: whether a save of an existing app has to write it; a new app's is always written
 */
gboolean
herald_app_is_apns_environment_changed (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);

  return self->apns_environment != self->saved_apns_environment;
}

/**
 * herald_app_get_fcm_mode:
 * @self: an app
 *
 * Returns: how it signs in to FCM
 */
HeraldFcmMode
herald_app_get_fcm_mode (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), HERALD_FCM_SERVICE_ACCOUNT);

  return self->fcm_mode;
}

/**
 * herald_app_set_fcm_mode:
 * @self: an app
 * @mode: how it signs in to FCM
 */
void
herald_app_set_fcm_mode (HeraldApp *self, HeraldFcmMode mode)
{
  g_return_if_fail (HERALD_IS_APP (self));

  if (self->fcm_mode == mode)
    return;
  self->fcm_mode = mode;
  emit_changed (self);
}

/**
 * herald_app_is_fcm_mode_changed:
 * @self: an app
 *
 * Returns: whether a save of an existing app has to write the mode; a new app's is always written
 */
gboolean
herald_app_is_fcm_mode_changed (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);

  return self->fcm_mode != self->saved_fcm_mode;
}

/**
 * herald_app_get_project_id:
 * @self: an app
 *
 * Returns: (transfer none) (nullable): the Firebase project, when the service account can be read
 */
const char *
herald_app_get_project_id (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), NULL);

  return self->account != NULL ? herald_service_account_get_project_id (self->account) : NULL;
}

/**
 * herald_app_get_client_email:
 * @self: an app
 *
 * Returns: (transfer none) (nullable): the service account's e-mail, when it can be read
 */
const char *
herald_app_get_client_email (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), NULL);

  return self->account != NULL ? herald_service_account_get_client_email (self->account) : NULL;
}

/**
 * herald_app_get_file_key_id:
 * @self: an app
 *
 * Returns: (transfer none) (nullable): the key ID in the name of the .p8 that was imported last
 */
const char *
herald_app_get_file_key_id (HeraldApp *self)
{
  g_return_val_if_fail (HERALD_IS_APP (self), NULL);

  return self->file_key_id;
}

/**
 * herald_app_is_hidden:
 * @self: an app
 * @secret: a secret field
 *
 * Dataverse answers null for a secured column that the person may not read, so a null in a row that
 * is otherwise set up says nothing.
 *
 * Returns: whether the secret may well be there although it cannot be seen
 */
gboolean
herald_app_is_hidden (HeraldApp *self, HeraldAppField secret)
{
  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);

  return self->values[HERALD_APP_ID] != NULL && self->values[secret] == NULL &&
         self->saved[secret] == NULL;
}

/**
 * herald_app_get_state:
 * @self: an app
 * @platform: iOS or Android
 *
 * Returns: how far the platform is set up
 */
HeraldAppState
herald_app_get_state (HeraldApp *self, HeraldPlatform platform)
{
  gboolean hidden;

  g_return_val_if_fail (HERALD_IS_APP (self), HERALD_APP_STATE_NONE);

  if (!herald_app_is_touched (self, platform))
    return HERALD_APP_STATE_NONE;
  if (has_platform_error (self, platform))
    return HERALD_APP_STATE_INCOMPLETE;
  if (platform == HERALD_PLATFORM_ANDROID)
    hidden = herald_app_is_hidden (self, HERALD_APP_SERVICE_ACCOUNT);
  else
    hidden =
      self->apns_mode == HERALD_APNS_TOKEN && herald_app_is_hidden (self, HERALD_APP_SIGNING_KEY);
  return hidden ? HERALD_APP_STATE_HIDDEN : HERALD_APP_STATE_CONFIGURED;
}

/**
 * herald_app_state_to_string:
 * @state: a state
 *
 * Returns: the name that scripts read
 */
const char *
herald_app_state_to_string (HeraldAppState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), "");

  return states[state].name;
}

/**
 * herald_app_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_app_state_get_label (HeraldAppState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), "");

  return _(states[state].label);
}

/**
 * herald_app_import_signing_key:
 * @self: an app
 * @filename: the file's name, with or without folders
 * @content: what is in it
 *
 * Takes over an APNs signing key: the key, the mode, and the key ID that Apple writes into the
 * file's name, `AuthKey_XXXXXXXXXX.p8`. Nothing is set on error.
 *
 * **Errors:** INVALID says what the file really is.
 *
 * Returns: whether it was one
 */
gboolean
herald_app_import_signing_key (HeraldApp  *self,
                               const char *filename,
                               GBytes     *content,
                               GError    **error)
{
  g_autoptr (HeraldKey) key = NULL;

  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);
  g_return_val_if_fail (filename != NULL && content != NULL, FALSE);

  key = herald_apns_key_load (content, error);
  if (key == NULL)
    return FALSE;
  take_value (self, HERALD_APP_SIGNING_KEY, dup_file_text (content));
  g_free (self->file_key_id);
  self->file_key_id = herald_apns_key_id_from_filename (filename);
  if (self->file_key_id != NULL)
    take_value (self, HERALD_APP_KEY_ID, g_strdup (self->file_key_id));
  self->apns_mode = HERALD_APNS_TOKEN;
  emit_changed (self);
  return TRUE;
}

/**
 * herald_app_import_service_account:
 * @self: an app
 * @filename: the file's name, with or without folders
 * @content: what is in it
 *
 * Takes over a Google service account: its JSON, the file's name and the mode. Nothing is set on
 * error.
 *
 * **Errors:** INVALID says what the file really is.
 *
 * Returns: whether it was one
 */
gboolean
herald_app_import_service_account (HeraldApp  *self,
                                   const char *filename,
                                   GBytes     *content,
                                   GError    **error)
{
  g_autoptr (HeraldServiceAccount) account = NULL;

  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);
  g_return_val_if_fail (filename != NULL && content != NULL, FALSE);

  account = herald_service_account_new_from_json (content, error);
  if (account == NULL)
    return FALSE;
  take_value (self, HERALD_APP_SERVICE_ACCOUNT, dup_file_text (content));
  take_value (self, HERALD_APP_SERVICE_ACCOUNT_NAME, g_path_get_basename (filename));
  self->fcm_mode = HERALD_FCM_SERVICE_ACCOUNT;
  emit_changed (self);
  return TRUE;
}
