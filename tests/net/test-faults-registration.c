/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault matrix of the device registration API. */
#include "config.h"

#include "fault-fixture.h"

#include "base/herald-await.h"
#include "net/herald-registration-api.h"

#define ID "33333333-3333-3333-3333-333333333333"
#define BASE "/api/v1.0/orgs/" ID
#define DEVICES BASE "/pushdeviceregistration/devices"
#define API_TOKEN FAULT_SECRET "/a+b~c="
#define REQUEST_ID "{\"RegistrationRequestId\":\"" ID "\"}"

static GObject *
make_api (FaultFixture *fixture)
{
  g_autofree char *base = g_strconcat (fault_fixture_get_url (fixture), BASE, NULL);
  g_autoptr (HeraldRemote) remote =
    herald_remote_new (fixture->http, HERALD_SERVICE_REGISTRATION, NULL);

  return G_OBJECT (herald_registration_api_new (remote, base));
}

static HeraldRegistrationApi *
get_api (FaultFixture *fixture)
{
  return HERALD_REGISTRATION_API (fixture->subject);
}

static HeraldRegistration *
make_registration (void)
{
  return herald_registration_new (ID, ID, HERALD_PLATFORM_IOS, "0123456789abcdef");
}

static gboolean
run_register (FaultFixture *fixture, GError **error)
{
  g_autoptr (HeraldRegistration) registration = make_registration ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *id = NULL;

  herald_registration_api_register_async (get_api (fixture), registration, API_TOKEN,
                                          fixture->cancellable, herald_await_cb, &await);
  id = herald_registration_api_register_finish (get_api (fixture), herald_await_result (&await),
                                                error);
  return g_strcmp0 (id, ID) == 0;
}

static gboolean
run_register_batch (FaultFixture *fixture, GError **error)
{
  g_autoptr (GPtrArray) registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (GStrv) ids = NULL;

  g_ptr_array_add (registrations, make_registration ());
  g_ptr_array_add (registrations, make_registration ());
  herald_registration_api_register_batch_async (get_api (fixture), registrations, API_TOKEN,
                                                fixture->cancellable, herald_await_cb, &await);
  ids = herald_registration_api_register_batch_finish (get_api (fixture),
                                                       herald_await_result (&await), error);
  return ids != NULL;
}

static gboolean
run_status (FaultFixture *fixture, GError **error)
{
  static const char *const ids[] = { ID, NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) states = NULL;

  herald_registration_api_status_async (get_api (fixture), ID, API_TOKEN, ids, fixture->cancellable,
                                        herald_await_cb, &await);
  states =
    herald_registration_api_status_finish (get_api (fixture), herald_await_result (&await), error);
  return states != NULL;
}

static gboolean
run_clean_up (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_registration_api_clean_up_async (get_api (fixture), ID, ID, "0123456789abcdef", API_TOKEN,
                                          fixture->cancellable, herald_await_cb, &await);
  return herald_registration_api_clean_up_finish (get_api (fixture), herald_await_result (&await),
                                                  error);
}

static gboolean
run_clean_up_batch (FaultFixture *fixture, GError **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_ptr_array_add (devices,
                   herald_device_new (ID, HERALD_PLATFORM_IOS, "0123456789abcdef", ID, ID));
  herald_registration_api_clean_up_batch_async (get_api (fixture), devices, API_TOKEN,
                                                fixture->cancellable, herald_await_cb, &await);
  return herald_registration_api_clean_up_batch_finish (get_api (fixture),
                                                        herald_await_result (&await), error);
}

/* All of it may be sent again: a device that is registered already is a duplicate, and one that is
 * cleaned up is not found (contract: device-registration, 1.3 and 1.4). */
static const FaultCall calls[] = {
  { "register", "POST " DEVICES " ", FAULT_REPEATS, 202, NULL, REQUEST_ID, run_register },
  { "register-batch", "POST " DEVICES "/batch ", FAULT_REPEATS, 202, NULL,
    "[" REQUEST_ID "," REQUEST_ID "]", run_register_batch },
  { "status", "POST " DEVICES "/status/ ", FAULT_REPEATS, 200, NULL,
    "[{\"Status\":\"Failed\",\"FailureReason\":\"ApiTokenNotValid\"}]", run_status },
  { "clean-up", "POST " DEVICES "/cleanup ", FAULT_REPEATS, 202, NULL, "", run_clean_up },
  { "clean-up-batch", "POST " DEVICES "/cleanup/batch ", FAULT_REPEATS, 202, NULL, "",
    run_clean_up_batch },
};

static const FaultTable table = {
  .name = "registration",
  .make = make_api,
  .calls = calls,
  .n_calls = G_N_ELEMENTS (calls),
  .refusal = "\"Not this: " HERALD_SCRIPT_PEER_QUOTE "\"",
};

int
main (int argc, char **argv)
{
  fault_fixture_init (&argc, &argv);
  fault_fixture_add (&table);
  return fault_fixture_run ();
}
