/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent to try a token: to Apple a background push, to Google a message that is only
 * validated. */
#include "config.h"

#include "emulator/herald-emulator-dry-run.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-sender.h"

static GBytes *
build_apns_payload (void)
{
  static const char payload[] = "{\"aps\":{\"content-available\":1}}";

  return g_bytes_new_static (payload, sizeof payload - 1);
}

static GBytes *
build_fcm_request (const char *token)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *body = json_object_new ();
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "token", token);
  json_object_set_boolean_member (body, "validate_only", TRUE);
  json_object_set_object_member (body, "message", message);
  json_node_take_object (node, body);
  return herald_json_write_bytes (node);
}

/**
 * herald_emulator_dry_run_try:
 * @site: the site
 * @app: whose credentials are used
 * @platform: which push service is asked
 * @token: the phone's token
 *
 * Returns: (transfer full) (nullable): %NULL when the push was accepted, else what the push service
 *   said
 */
char *
herald_emulator_dry_run_try (HeraldEmulatorSite      *site,
                             const HeraldEmulatorApp *app,
                             HeraldEmulatorPlatform   platform,
                             const char              *token)
{
  g_autoptr (GBytes) body =
    platform == HERALD_EMULATOR_IOS ? build_apns_payload () : build_fcm_request (token);
  const HeraldEmulatorSend push = {
    .platform = platform,
    .token = token,
    .body = body,
    .silent = TRUE,
  };
  g_auto (HeraldEmulatorSendFailure) failure = { 0 };

  if (herald_emulator_sender_send (site, app, &push, &failure))
    return NULL;
  return g_steal_pointer (&failure.details);
}
