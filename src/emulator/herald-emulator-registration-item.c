/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the bodies of registrations and clean-ups, one object or an array of up to a hundred. One
 * entry that is wrong refuses its whole batch: the documentation knows 202 and 400 only. */
#include "config.h"

#include "emulator/herald-emulator-registration-item.h"

#define MOST_IN_BATCH 100

static const char *const members[] = {
  "MobileAppId", "UserId", "ApiToken", "ApnsDeviceToken", "FcmDeviceToken", "DeviceToken", NULL,
};

/**
 * herald_emulator_registration_item_clear:
 * @self: an item
 */
void
herald_emulator_registration_item_clear (HeraldEmulatorRegistrationItem *self)
{
  g_clear_pointer (&self->app_id, g_free);
  g_clear_pointer (&self->user_id, g_free);
}

static gboolean
read_token (JsonObject *object, const char *name, const char **token, GError **error)
{
  return herald_emulator_device_body_read_text (object, name, HERALD_JSON_OPTIONAL,
                                                HERALD_EMULATOR_LONGEST_DEVICE_TOKEN, token, error);
}

static gboolean
read_registration (JsonObject *object, HeraldEmulatorRegistrationItem *item, GError **error)
{
  const char *apns = NULL;
  const char *fcm = NULL;

  if (!read_token (object, "ApnsDeviceToken", &apns, error) ||
      !read_token (object, "FcmDeviceToken", &fcm, error))
    return FALSE;
  item->platform = apns != NULL ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
  item->token = apns != NULL ? apns : fcm;
  return (apns != NULL) != (fcm != NULL) ||
         herald_emulator_device_body_invalid (error, "Exactly one of “ApnsDeviceToken” and "
                                                     "“FcmDeviceToken” is needed");
}

static gboolean
read_item (JsonNode                       *node,
           HeraldEmulatorRegistrationKind  kind,
           HeraldEmulatorRegistrationItem *item,
           GError                        **error)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return herald_emulator_device_body_invalid (error, "This must be an object");
  object = json_node_get_object (node);
  if (!herald_emulator_device_body_fold (object, members, error) ||
      !herald_emulator_device_body_read_guid (object, "MobileAppId", &item->app_id, error) ||
      !herald_emulator_device_body_read_guid (object, "UserId", &item->user_id, error) ||
      !herald_emulator_device_body_read_api_token (object, &item->api_token, error))
    return FALSE;
  if (kind == HERALD_EMULATOR_REGISTER)
    return read_registration (object, item, error);
  return read_token (object, "DeviceToken", &item->token, error);
}

static gboolean
read_batch (JsonNode *root, HeraldEmulatorRegistrationKind kind, GArray *items, GError **error)
{
  JsonArray *array;
  guint      length;

  if (!JSON_NODE_HOLDS_ARRAY (root))
    return herald_emulator_device_body_invalid (error, "The body must be an array");
  array = json_node_get_array (root);
  length = json_array_get_length (array);
  if (length == 0 || length > MOST_IN_BATCH)
    return herald_emulator_device_body_invalid (error, "A batch has 1 to %d entries, not %u",
                                                MOST_IN_BATCH, length);
  g_array_set_size (items, length);
  for (guint i = 0; i < length; i++)
    if (!read_item (json_array_get_element (array, i), kind,
                    &g_array_index (items, HeraldEmulatorRegistrationItem, i), error))
      {
        g_prefix_error (error, "Entry %u: ", i + 1);
        return FALSE;
      }
  return TRUE;
}

/**
 * herald_emulator_registration_item_read_body:
 * @root: a body
 * @kind: what it asks for
 * @batch: whether it must be an array
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorRegistrationItem): all of it, in its order;
 *   the texts live as long as @root
 */
GArray *
herald_emulator_registration_item_read_body (JsonNode                      *root,
                                             HeraldEmulatorRegistrationKind kind,
                                             gboolean                       batch,
                                             GError                       **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorRegistrationItem));
  gboolean read;

  g_array_set_clear_func (items, (GDestroyNotify) herald_emulator_registration_item_clear);
  if (batch)
    read = read_batch (root, kind, items, error);
  else
    {
      g_array_set_size (items, 1);
      read =
        read_item (root, kind, &g_array_index (items, HeraldEmulatorRegistrationItem, 0), error);
    }
  return read ? g_steal_pointer (&items) : NULL;
}
