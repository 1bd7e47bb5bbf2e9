/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registration and clean-up of the current API: …/pushdeviceregistration/devices, one or many. The
 * documented service checks an access token only later, so a wrong one is accepted with 202. */
#include "config.h"

#include "emulator/herald-emulator-registration.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-registry.h"

#define BASE HERALD_EMULATOR_DEVICE_API "/pushdeviceregistration/devices"

/**
 * herald_emulator_registration_enqueue:
 * @site: the site
 * @kind: what is asked for
 * @item: for which device
 * @wishes: with what
 * @own: whether the address names this organization
 * @error: return location
 *
 * A request without a right to it is accepted all the same, and nothing comes of it.
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): the request's id
 */
char *
herald_emulator_registration_enqueue (HeraldEmulatorSite                     *site,
                                      HeraldEmulatorRegistrationKind          kind,
                                      const HeraldEmulatorRegistrationItem   *item,
                                      const HeraldEmulatorRegistrationWishes *wishes,
                                      gboolean                                own,
                                      GError                                **error)
{
  HeraldEmulatorRegistrationRequest request = {
    .kind = kind,
    .app_id = item->app_id,
    .user_id = item->user_id,
    .token = item->token,
    .platform = item->platform,
    .tracked = wishes->tracked,
    .callback_url = wishes->callback_url,
    .callback_headers = wishes->callback_headers,
    .api_token = item->api_token,
  };

  request.refused =
    !own || !herald_emulator_registry_check_api_token (site, item->app_id, item->api_token);
  if (request.refused && kind == HERALD_EMULATOR_CLEAN_UP)
    return herald_guid_new ();
  return herald_emulator_registration_queue_add (site, &request, error);
}

static JsonNode *
build_ids (GPtrArray *ids, gboolean batch)
{
  JsonNode  *node = json_node_new (batch ? JSON_NODE_ARRAY : JSON_NODE_OBJECT);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "RegistrationRequestId", g_ptr_array_index (ids, i));
      json_array_add_object_element (array, object);
    }
  if (batch)
    json_node_set_array (node, array);
  else
    json_node_set_object (node, json_array_get_object_element (array, 0));
  json_array_unref (array);
  return node;
}

/* Puts every item into the queue; the ids are in their order. */
static GPtrArray *
enqueue_all (HeraldEmulatorSite                     *site,
             HeraldEmulatorRegistrationKind          kind,
             GArray                                 *items,
             const HeraldEmulatorRegistrationWishes *wishes,
             gboolean                                own,
             GError                                **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < items->len; i++)
    {
      const HeraldEmulatorRegistrationItem *item =
        &g_array_index (items, HeraldEmulatorRegistrationItem, i);
      char *id = herald_emulator_registration_enqueue (site, kind, item, wishes, own, error);

      if (id == NULL)
        return NULL;
      g_ptr_array_add (ids, id);
    }
  return g_steal_pointer (&ids);
}

static void
accept (HeraldEmulatorSite            *site,
        HeraldEmulatorCall            *call,
        HeraldEmulatorRegistrationKind kind,
        gboolean                       batch)
{
  HeraldEmulatorRegistrationWishes wishes = { 0 };
  gboolean                         own = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = herald_emulator_device_body_parse (call, &error);
  g_autoptr (GArray) items = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (root != NULL)
    items = herald_emulator_registration_item_read_body (root, kind, batch, &error);
  if (items != NULL && herald_emulator_device_body_read_organization (site, call, &own, &error) &&
      (kind == HERALD_EMULATOR_CLEAN_UP ||
       herald_emulator_registration_wishes_read (call, &wishes, &error)))
    ids = enqueue_all (site, kind, items, &wishes, own, &error);
  if (ids == NULL)
    {
      herald_emulator_device_body_refuse (call, error);
      return;
    }
  if (!wishes.tracked)
    {
      herald_emulator_call_respond (call, 202, NULL);
      return;
    }
  answer = build_ids (ids, batch);
  herald_emulator_call_respond_json (call, 202, answer);
}

static void
register_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_REGISTER, FALSE);
}

static void
register_batch_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_REGISTER, TRUE);
}

static void
clean_up_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_CLEAN_UP, FALSE);
}

static void
clean_up_batch_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_CLEAN_UP, TRUE);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", BASE, register_cb },
  { "POST", BASE "/batch", register_batch_cb },
  { "POST", BASE "/cleanup", clean_up_cb },
  { "POST", BASE "/cleanup/batch", clean_up_batch_cb },
};

/**
 * herald_emulator_registration_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the service is ready
 */
gboolean
herald_emulator_registration_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_registration_queue_attach (site, error);
}
