/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a peer sends is answered, and never with “unexpected error”: that is the property which
 * is fuzzed, beside memory errors. */
#include "config.h"

#include "herald-fuzz-site.h"

#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"
#include "herald-test-dir.h"

#include <stdlib.h>
#include <string.h>

/* A fuzzer writes rows, too; now and then they go back to the seed. */
#define RESET_AFTER 20000

typedef struct
{
  HeraldEmulatorSite *site;
  char               *dir;
  char               *bearer;
  guint               n_requests;
} FuzzSite;

static FuzzSite fuzz;

static void
remove_dir (void)
{
  herald_test_dir_remove (fuzz.dir);
}

static FuzzSite *
get_fuzz_site (void)
{
  g_autoptr (GError) error = NULL;

  if (fuzz.site != NULL)
    return &fuzz;
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  fuzz.dir = g_dir_make_tmp ("herald-fuzz-XXXXXX", &error);
  g_assert_no_error (error);
  /* A fuzzer never returns from its main function; it ends by exit(). */
  atexit (remove_dir);
  fuzz.site = herald_emulator_site_new (fuzz.dir, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (herald_emulator_services_attach (fuzz.site, &error));
  g_assert_true (herald_emulator_seed_fill (fuzz.site, "demo", &error));
  g_assert_true (herald_emulator_site_listen (fuzz.site, 0, 0, 0, &error));
  fuzz.bearer = herald_emulator_bearer_issue_for_scripts (fuzz.site, &error);
  g_assert_no_error (error);
  return &fuzz;
}

static void
released_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  guint *status = user_data;

  *status = herald_emulator_call_get_status (call);
}

/**
 * fuzz_site_get_bearer:
 *
 * Returns: (transfer none): a good token of the administrator
 */
const char *
fuzz_site_get_bearer (void)
{
  return get_fuzz_site ()->bearer;
}

/**
 * fuzz_site_get_admin_token:
 *
 * Returns: (transfer none): what opens the admin API
 */
const char *
fuzz_site_get_admin_token (void)
{
  return herald_emulator_site_get_setting (get_fuzz_site ()->site, HERALD_EMULATOR_ADMIN_TOKEN);
}

static HeraldEmulatorCall *
create_call (const char *method, const char *target, guint *status)
{
  const char      *query = strchr (target, '?');
  g_autofree char *path =
    query != NULL ? g_strndup (target, (gsize) (query - target)) : g_strdup (target);
  HeraldEmulatorCall *call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, method, path,
                              query != NULL ? query + 1 : NULL, released_cb, status, NULL);

  herald_emulator_call_add_request_header (call, "Host", "127.0.0.1");
  return call;
}

/**
 * fuzz_site_send:
 * @method: a method
 * @target: a path with its query
 * @content_type: (nullable): of the body
 * @bearer: (nullable): an access token
 * @body: (nullable): the body
 * @size: its length
 *
 * Sends one request and waits for its answer. Aborts when that is a failure of the server.
 *
 * Returns: its status
 */
guint
fuzz_site_send (const char   *method,
                const char   *target,
                const char   *content_type,
                const char   *bearer,
                const guint8 *body,
                gsize         size)
{
  FuzzSite *self = get_fuzz_site ();
  guint     status = 0;
  g_autoptr (HeraldEmulatorCall) call = create_call (method, target, &status);
  g_autoptr (GBytes) bytes = g_bytes_new (body, size);

  if (content_type != NULL)
    herald_emulator_call_add_request_header (call, "Content-Type", content_type);
  if (bearer != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", bearer, NULL);

      herald_emulator_call_add_request_header (call, "Authorization", value);
    }
  herald_emulator_call_set_body (call, bytes);
  herald_emulator_site_dispatch (call, self->site);
  while (status == 0)
    g_main_context_iteration (NULL, TRUE);
  if (status >= 500 && status != 501)
    g_error ("%s %s was answered %u", method, target, status);
  if (++self->n_requests % RESET_AFTER == 0)
    g_assert_true (herald_emulator_seed_reset (self->site, NULL, NULL));
  return status;
}
