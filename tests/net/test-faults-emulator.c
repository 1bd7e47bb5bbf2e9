/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault matrix of the emulator's admin API: it may run on another computer, too. */
#include "config.h"

#include "fault-fixture.h"

#include "base/herald-await.h"
#include "net/herald-emulator-api.h"

#define ADMIN "/_herald/"
#define ID "33333333-3333-3333-3333-333333333333"

static GObject *
make_api (FaultFixture *fixture)
{
  return G_OBJECT (herald_emulator_api_new (fixture->http, fault_fixture_get_url (fixture),
                                            FAULT_SECRET "/admin"));
}

static HeraldEmulatorApi *
get_api (FaultFixture *fixture)
{
  return HERALD_EMULATOR_API (fixture->subject);
}

static gboolean
send_call (FaultFixture *fixture, const char *method, const char *path, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) answer = NULL;

  herald_emulator_api_send_async (get_api (fixture), method, path, NULL, NULL, fixture->cancellable,
                                  herald_await_cb, &await);
  answer = herald_emulator_api_send_finish (get_api (fixture), herald_await_result (&await), error);
  return answer != NULL;
}

static gboolean
run_get (FaultFixture *fixture, GError **error)
{
  return send_call (fixture, "GET", "clock", error);
}

static gboolean
run_post (FaultFixture *fixture, GError **error)
{
  return send_call (fixture, "POST", "reset", error);
}

static gboolean
run_phones (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) phones = NULL;

  herald_emulator_api_list_phones_async (get_api (fixture), fixture->cancellable, herald_await_cb,
                                         &await);
  phones =
    herald_emulator_api_list_phones_finish (get_api (fixture), herald_await_result (&await), error);
  return phones != NULL;
}

static gboolean
run_notifications (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) list = NULL;

  herald_emulator_api_list_notifications_async (get_api (fixture), "p1", fixture->cancellable,
                                                herald_await_cb, &await);
  list = herald_emulator_api_list_notifications_finish (get_api (fixture),
                                                        herald_await_result (&await), error);
  return list != NULL;
}

/* The interaction of a person, which is counted. */
static gboolean
run_tap (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_emulator_api_tap_async (get_api (fixture), "p1", "n1", fixture->cancellable,
                                 herald_await_cb, &await);
  return herald_emulator_api_tap_finish (get_api (fixture), herald_await_result (&await), NULL,
                                         error);
}

static gboolean
run_change_phone (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_emulator_api_change_phone_async (get_api (fixture), "p1", "{\"online\":false}",
                                          fixture->cancellable, herald_await_cb, &await);
  return herald_emulator_api_change_phone_finish (get_api (fixture), herald_await_result (&await),
                                                  error);
}

static gboolean
run_log (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) entries = NULL;

  herald_emulator_api_log_async (get_api (fixture), 0, 10, 0, NULL, fixture->cancellable,
                                 herald_await_cb, &await);
  entries = herald_emulator_api_log_finish (get_api (fixture), herald_await_result (&await), error);
  return entries != NULL;
}

static gboolean
run_clear_log (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_emulator_api_clear_log_async (get_api (fixture), fixture->cancellable, herald_await_cb,
                                       &await);
  return herald_emulator_api_clear_log_finish (get_api (fixture), herald_await_result (&await),
                                               error);
}

static gboolean
run_import (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GBytes) csv = g_bytes_new_static ("firstname\nAda\n", 14);
  g_autoptr (HeraldImportReport) report = NULL;

  herald_emulator_api_import_async (get_api (fixture), "contacts", ID, csv, fixture->cancellable,
                                    herald_await_cb, &await);
  report =
    herald_emulator_api_import_finish (get_api (fixture), herald_await_result (&await), error);
  return report != NULL;
}

#define READ (FAULT_REPEATS | FAULT_BEARER)

static const FaultCall calls[] = {
  { "get", "GET " ADMIN "clock", READ, 200, NULL, "{\"now\":\"2026-11-01T00:00:00Z\"}", run_get },
  { "post", "POST " ADMIN "reset", FAULT_BEARER, 204, NULL, "", run_post },
  { "phones", "GET " ADMIN "phones", READ, 200, NULL, "[]", run_phones },
  { "notifications", "GET " ADMIN "phones/p1/notifications", READ, 200, NULL, "[]",
    run_notifications },
  { "tap", "POST " ADMIN "phones/p1/tap", FAULT_BEARER, 200, NULL, "{\"link\":null}", run_tap },
  { "change-phone", "PATCH " ADMIN "phones/p1", FAULT_BEARER, 204, NULL, "", run_change_phone },
  { "log", "GET " ADMIN "log", READ, 200, NULL, "[]", run_log },
  { "clear-log", "DELETE " ADMIN "log", READ, 204, NULL, "", run_clear_log },
  { "import", "POST " ADMIN "import/contacts", FAULT_BEARER, 200, NULL, "{\"imported\":1}",
    run_import },
};

static const FaultTable table = {
  .name = "emulator",
  .make = make_api,
  .calls = calls,
  .n_calls = G_N_ELEMENTS (calls),
};

int
main (int argc, char **argv)
{
  fault_fixture_init (&argc, &argv);
  fault_fixture_add (&table);
  return fault_fixture_run ();
}
