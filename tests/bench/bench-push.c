/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushes a second through the real HeraldApnsClient to the emulator's APNs listener, with h2load on
 * the same listener as the reference in the same run. Every push is checked, delivered to a phone
 * and recorded as an exchange, as it is when a person sends. */
#include "config.h"

#include "base/herald-await.h"
#include "crypto/herald-apns-key.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator.h"
#include "model/herald-emulator-info.h"
#include "net/herald-apns-client.h"
#include "net/herald-emulator-api.h"

#include "herald-bench-h2load.h"

typedef struct
{
  HeraldEmulator          *emulator;
  HeraldEmulatorInfo      *info;
  const HeraldEmulatorApp *app;
  HeraldHttp              *http;
  HeraldKey               *key;
  GPtrArray               *tokens; /* (element-type utf8): of the app's iPhones */
  GBytes                  *payload;
  guint64                  n_recorded;
} Bench;

typedef struct
{
  Bench            *bench;
  HeraldApnsClient *client;
  guint             n_to_send;
  guint             n_done;
  guint             n_failed;
} Run;

static void
recorded_cb (HeraldExchange *exchange, gpointer data)
{
  ((Bench *) data)->n_recorded++;
}

static void
start_emulator (Bench *bench)
{
  const HeraldEmulatorOptions options = { .seed = "demo", .in_memory = TRUE };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  bench->emulator = herald_emulator_new (&options);
  herald_emulator_start_async (bench->emulator, NULL, herald_await_cb, &await);
  herald_emulator_start_finish (bench->emulator, herald_await_result (&await), &error);
  g_assert_no_error (error);
  bench->info =
    herald_emulator_info_new_from_line (herald_emulator_get_ready_line (bench->emulator), &error);
  g_assert_no_error (error);
  bench->app = herald_emulator_info_get_app (bench->info, 0);
}

static void
find_phones (Bench *bench)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldEmulatorApi) api =
    herald_emulator_api_new (bench->http, herald_emulator_info_get_http (bench->info),
                             herald_emulator_info_get_admin_token (bench->info));
  g_autoptr (GPtrArray) phones = NULL;
  g_autoptr (GError) error = NULL;

  herald_emulator_api_list_phones_async (api, NULL, herald_await_cb, &await);
  phones = herald_emulator_api_list_phones_finish (api, herald_await_result (&await), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < phones->len; i++)
    {
      HeraldPhone *phone = g_ptr_array_index (phones, i);

      if (herald_phone_get_platform (phone) == HERALD_PLATFORM_IOS &&
          herald_phone_get_token (phone) != NULL && herald_phone_is_installed (phone) &&
          g_strcmp0 (herald_phone_get_app_id (phone), bench->app->id) == 0)
        g_ptr_array_add (bench->tokens, g_strdup (herald_phone_get_token (phone)));
    }
}

static void
load_key (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize            length = 0;
  g_autoptr (GBytes) content = NULL;

  g_file_get_contents (bench->app->apns_key_path, &text, &length, &error);
  g_assert_no_error (error);
  content = g_bytes_new (text, length);
  bench->key = herald_apns_key_load (content, &error);
  g_assert_no_error (error);
}

static void
set_up (Bench *bench)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (HeraldTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  start_emulator (bench);
  transport = herald_transport_new_direct (herald_emulator_info_get_ca_path (bench->info), &error);
  g_assert_no_error (error);
  bench->http = herald_http_new (transport);
  herald_http_allow_origin (bench->http, herald_emulator_info_get_http (bench->info));
  herald_http_allow_origin (bench->http, herald_emulator_info_get_h2 (bench->info));
  herald_http_set_recorder (bench->http, recorded_cb, bench, NULL);
  bench->tokens = g_ptr_array_new_with_free_func (g_free);
  find_phones (bench);
  load_key (bench);
  herald_push_message_set (message, HERALD_PUSH_TITLE, "Weekend sale");
  herald_push_message_set (message, HERALD_PUSH_SUBTITLE, "Only today and tomorrow");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT,
                           "Everything in the shop costs a fifth less, online as well.");
  bench->payload = herald_apns_client_build_payload (message);
}

static void
tear_down (Bench *bench)
{
  herald_emulator_stop (bench->emulator);
  g_object_unref (bench->emulator);
  g_object_unref (bench->info);
  g_object_unref (bench->http);
  g_object_unref (bench->key);
  g_ptr_array_unref (bench->tokens);
  g_bytes_unref (bench->payload);
}

static void
send_next (Run *run, GAsyncReadyCallback callback)
{
  GPtrArray *tokens = run->bench->tokens;

  run->n_to_send--;
  herald_apns_client_send_async (run->client,
                                 g_ptr_array_index (tokens, run->n_to_send % tokens->len),
                                 run->bench->payload, NULL, callback, run);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (HeraldPushResult) push = NULL;

  push = herald_apns_client_send_finish (run->client, result, NULL);
  run->n_done++;
  if (push == NULL || !herald_push_result_is_accepted (push))
    run->n_failed++;
  if (run->n_failed == 1 && push != NULL && !herald_push_result_is_accepted (push))
    g_printerr ("First failure: %u %s\n", push->status, push->reason != NULL ? push->reason : "");
  if (run->n_to_send > 0)
    send_next (run, sent_cb);
}

static double
measure_client (Bench *bench, guint n_pushes, guint window)
{
  const HeraldApnsOptions options = {
    .origin = herald_emulator_info_get_h2 (bench->info),
    .team_id = bench->app->team_id,
    .key_id = bench->app->key_id,
    .key = bench->key,
    .topic = bench->app->bundle_id,
  };
  g_autoptr (HeraldApnsClient) client = herald_apns_client_new (bench->http, &options);
  Run          run = { .bench = bench, .client = client, .n_to_send = n_pushes };
  const gint64 started_us = g_get_monotonic_time ();
  gint64       elapsed_us;

  for (guint i = 0; i < window; i++)
    send_next (&run, sent_cb);
  while (run.n_done < n_pushes)
    g_main_context_iteration (NULL, TRUE);
  elapsed_us = g_get_monotonic_time () - started_us;
  if (run.n_failed > 0)
    g_printerr ("%u of %u pushes failed\n", run.n_failed, n_pushes);
  return (double) n_pushes * G_USEC_PER_SEC / (double) elapsed_us;
}

static char *
sign_token (Bench *bench)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();

  json_object_set_string_member (header, "kid", bench->app->key_id);
  json_object_set_string_member (claims, "iss", bench->app->team_id);
  json_object_set_int_member (claims, "iat", g_get_real_time () / G_USEC_PER_SEC);
  return herald_jwt_sign (bench->key, HERALD_SIGNATURE_ES256, header, claims, NULL);
}

static double
measure_reference (Bench *bench, guint n_pushes, guint window)
{
  g_autofree char  *jwt = sign_token (bench);
  g_autofree char  *authorization = g_strconcat ("authorization: bearer ", jwt, NULL);
  g_autofree char  *topic = g_strconcat ("apns-topic: ", bench->app->bundle_id, NULL);
  g_autofree char  *url = g_strconcat (herald_emulator_info_get_h2 (bench->info), "/3/device/",
                                       g_ptr_array_index (bench->tokens, 0), NULL);
  const char *const headers[] = { authorization, topic, "apns-push-type: alert",
                                  "apns-priority: 10", NULL };

  return herald_bench_h2load (url, headers, bench->payload, n_pushes, window);
}

int
main (int argc, char *argv[])
{
  const guint windows[] = { 1, 100, 500 };
  Bench       bench = { 0 };

  herald_http_init_library ();
  set_up (&bench);
  g_print ("%u phones\n", bench.tokens->len);
  for (gsize i = 0; i < G_N_ELEMENTS (windows) && bench.tokens->len > 0; i++)
    {
      const guint  n_pushes = windows[i] == 1 ? 1000 : 20000;
      const double ours = measure_client (&bench, n_pushes, windows[i]);
      const double reference = measure_reference (&bench, n_pushes, windows[i]);

      g_print ("window %4u: HeraldApnsClient %8.0f/s   h2load %8.0f/s   ratio %.2f\n", windows[i],
               ours, reference, reference > 0 ? ours / reference : 0);
    }
  tear_down (&bench);
  return 0;
}
