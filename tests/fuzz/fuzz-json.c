/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON body: strictly read, what is read is written and read again as the same; and as what
 * services are told. The first byte says which service. */
#include "config.h"

#include "herald-fuzz-site.h"

#include "base/herald-json.h"

static const struct
{
  const char *method;
  const char *target;
  gboolean    with_bearer;
} services[] = {
  { "POST", "/api/data/v9.2/contacts", TRUE },
  { "POST", "/api/data/v9.2/appnotifications", TRUE },
  { "POST", "/api/data/v9.2/SendAppNotification", TRUE },
  { "POST", "/api/data/v9.2/contacts/Microsoft.Dynamics.CRM.CreateMultiple", TRUE },
  { "POST", "/api/v1.0/orgs/00000000-0000-0000-0000-000000000001/pushdeviceregistration/devices",
    FALSE },
  { "POST",
    "/api/v1.0/orgs/00000000-0000-0000-0000-000000000001/pushdeviceregistration/devices/batch",
    FALSE },
  { "POST", "/api/v1.0/orgs/00000000-0000-0000-0000-000000000001/pushdatareceiver/events", FALSE },
  { "POST", "/v1/projects/contoso/messages:send", FALSE },
};

static void
check_round_trip (const guint8 *data, gsize size)
{
  g_autoptr (JsonNode) node = herald_json_parse ((const char *) data, (gssize) size, NULL);
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL, *second = NULL;

  if (node == NULL)
    return;
  text = herald_json_write (node, FALSE);
  again = herald_json_parse (text, -1, NULL);
  g_assert_nonnull (again);
  second = herald_json_write (again, FALSE);
  g_assert_cmpstr (text, ==, second);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize i;

  if (size == 0)
    return 0;
  i = *data % G_N_ELEMENTS (services);
  check_round_trip (data + 1, size - 1);
  fuzz_site_send (services[i].method, services[i].target, "application/json",
                  services[i].with_bearer ? fuzz_site_get_bearer () : NULL, data + 1, size - 1);
  return 0;
}
