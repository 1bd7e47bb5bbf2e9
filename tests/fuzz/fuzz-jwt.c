/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An access token that nobody signed: read or not, it never opens Dataverse. */
#include "config.h"

#include "herald-fuzz-site.h"

#include "crypto/herald-jwt.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *token = g_strndup ((const char *) data, size);
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, NULL);
  g_autoptr (HeraldJwt) padded = herald_jwt_parse_padded (token, NULL);
  guint status = fuzz_site_send ("GET", "/api/data/v9.2/WhoAmI", NULL, token, NULL, 0);

  g_assert_true (jwt == NULL || padded != NULL);
  g_assert_true (padded == NULL || herald_jwt_get_claims (padded) != NULL);
  if (status != 401 && strcmp (token, fuzz_site_get_bearer ()) != 0)
    g_error ("A token that nobody signed was answered %u", status);
  return 0;
}
