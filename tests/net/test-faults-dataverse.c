/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault matrix of the Dataverse Web API: reads, paged reads, writes, functions, an action. */
#include "config.h"

#include "fault-fixture.h"

#include "base/herald-await.h"
#include "base/herald-json.h"
#include "net/herald-dataverse.h"
#include "net/herald-organization.h"

#define API "/api/data/v9.2/"
#define ID "33333333-3333-3333-3333-333333333333"
#define ROW "{\"contactid\":\"" ID "\",\"fullname\":\"Zoë\"}"
#define LIST "{\"value\":[" ROW "]}"
#define NEXT API "contacts?$skiptoken=2"

static GObject *
make_dataverse (FaultFixture *fixture)
{
  const char *url = fault_fixture_get_url (fixture);
  g_autoptr (HeraldTokenSource) tokens =
    herald_token_source_new_client_credentials (fixture->http, url, "tenant", "client",
                                                FAULT_SECRET "-client", url);
  g_autoptr (HeraldRemote) remote =
    herald_remote_new (fixture->http, HERALD_SERVICE_DATAVERSE, tokens);

  fault_fixture_answer_tokens (fixture, "/tenant/oauth2/v2.0/token");
  return G_OBJECT (herald_dataverse_new (remote, url));
}

static HeraldDataverse *
get_dataverse (FaultFixture *fixture)
{
  return HERALD_DATAVERSE (fixture->subject);
}

static gboolean
run_who_am_i (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldWhoAmI) who = NULL;

  herald_dataverse_who_am_i_async (get_dataverse (fixture), fixture->cancellable, herald_await_cb,
                                   &await);
  who =
    herald_dataverse_who_am_i_finish (get_dataverse (fixture), herald_await_result (&await), error);
  return who != NULL;
}

static gboolean
run_organization (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldOrganization) organization = NULL;

  herald_organization_fetch_async (get_dataverse (fixture), fixture->cancellable, herald_await_cb,
                                   &await);
  organization =
    herald_organization_fetch_finish (get_dataverse (fixture), herald_await_result (&await), error);
  return organization != NULL;
}

static gboolean
run_get (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonObject) row = NULL;

  herald_dataverse_get_async (get_dataverse (fixture), "contacts(" ID ")", fixture->cancellable,
                              herald_await_cb, &await);
  row = herald_dataverse_get_finish (get_dataverse (fixture), herald_await_result (&await), error);
  return row != NULL;
}

static gboolean
run_page (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldDataversePage) page = NULL;

  herald_dataverse_page_async (get_dataverse (fixture), "contacts?$top=1", 0, NULL, NULL,
                               fixture->cancellable, herald_await_cb, &await);
  page =
    herald_dataverse_page_finish (get_dataverse (fixture), herald_await_result (&await), error);
  return page != NULL && page->rows->len == 1;
}

/* The second page is the one that fails: no part of a list is given for the whole. */
static gboolean
run_list (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *first =
    g_strdup_printf ("{\"value\":[" ROW "],\"@odata.nextLink\":\"%s" NEXT "\"}",
                     fault_fixture_get_url (fixture));

  herald_script_peer_answer (fixture->peer, API "contacts?$select=fullname", 200, NULL, first);
  herald_dataverse_list_async (get_dataverse (fixture), "contacts?$select=fullname", 0, NULL, NULL,
                               fixture->cancellable, herald_await_cb, &await);
  rows =
    herald_dataverse_list_finish (get_dataverse (fixture), herald_await_result (&await), error);
  return rows != NULL && rows->len == 2;
}

static gboolean
run_create (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonObject) row = json_object_new ();
  g_autofree char *id = NULL;

  json_object_set_string_member (row, "msdynmkt_apitoken", FAULT_SECRET "-api");
  herald_dataverse_create_async (get_dataverse (fixture), "msdynmkt_mobileappchannelinstances", row,
                                 fixture->cancellable, herald_await_cb, &await);
  id =
    herald_dataverse_create_finish (get_dataverse (fixture), herald_await_result (&await), error);
  return g_strcmp0 (id, ID) == 0;
}

static gboolean
run_update (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonObject) row = json_object_new ();

  json_object_set_string_member (row, "msdynmkt_signingkey", FAULT_SECRET "-key");
  herald_dataverse_update_async (get_dataverse (fixture), "msdynmkt_mobileappchannelinstances", ID,
                                 row, fixture->cancellable, herald_await_cb, &await);
  return herald_dataverse_update_finish (get_dataverse (fixture), herald_await_result (&await),
                                         error);
}

static gboolean
run_delete (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_dataverse_delete_async (get_dataverse (fixture), "appnotifications", ID,
                                 fixture->cancellable, herald_await_cb, &await);
  return herald_dataverse_delete_finish (get_dataverse (fixture), herald_await_result (&await),
                                         error);
}

static gboolean
run_send_app_notification (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) request = herald_json_parse ("{\"Title\":\"Hello\"}", -1, NULL);

  herald_dataverse_send_app_notification_async (get_dataverse (fixture), request,
                                                fixture->cancellable, herald_await_cb, &await);
  return herald_dataverse_send_app_notification_finish (get_dataverse (fixture),
                                                        herald_await_result (&await), NULL, NULL,
                                                        NULL, error);
}

#define READ (FAULT_REPEATS | FAULT_BEARER)

/* What may be sent again: contract: dataverse-webapi, 3.12; an update or a delete of one row is the
 * same done twice. */
static const FaultCall calls[] = {
  { "who-am-i", "GET " API "WhoAmI", READ, 200, NULL,
    "{\"UserId\":\"" ID "\",\"BusinessUnitId\":\"" ID "\",\"OrganizationId\":\"" ID "\"}",
    run_who_am_i },
  { "organization", "GET " API "RetrieveCurrentOrganization", READ, 200, NULL,
    "{\"Detail\":{\"OrganizationId\":\"" ID "\",\"FriendlyName\":\"Contoso\"}}", run_organization },
  { "get", "GET " API "contacts(" ID ")", READ, 200, NULL, ROW, run_get },
  { "page", "GET " API "contacts?$top=1", READ, 200, NULL, LIST, run_page },
  { "second-page", "GET " NEXT, READ, 200, NULL, LIST, run_list },
  { "create", "POST " API "msdynmkt_mobileappchannelinstances", FAULT_BEARER, 204,
    "OData-EntityId: https://localhost" API "msdynmkt_mobileappchannelinstances(" ID ")\r\n", "",
    run_create },
  { "update", "PATCH " API "msdynmkt_mobileappchannelinstances(" ID ")", READ, 204, NULL, "",
    run_update },
  { "delete", "DELETE " API "appnotifications(" ID ")", READ, 204, NULL, "", run_delete },
  { "send-app-notification", "POST " API "SendAppNotification", FAULT_BEARER, 200, NULL,
    "{\"NotificationId\":\"" ID "\"}", run_send_app_notification },
};

static const FaultTable table = { .name = "dataverse",
                                  .make = make_dataverse,
                                  .calls = calls,
                                  .n_calls = G_N_ELEMENTS (calls) };

int
main (int argc, char **argv)
{
  fault_fixture_init (&argc, &argv);
  fault_fixture_add (&table);
  return fault_fixture_run ();
}
