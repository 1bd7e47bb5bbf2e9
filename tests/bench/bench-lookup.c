/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Latency of one e-mail look-up, contacts and leads, from the call to the people: through the open
 * session, and beside it the same two requests by a bare libsoup session that reads the bytes and
 * does nothing with them. Both run in turn against the same emulator. */
#include "config.h"

#include "herald-test-session.h"

#include "base/herald-await.h"
#include "base/herald-json.h"
#include "core/herald-people.h"
#include "model/herald-odata.h"

#include <libsoup/soup.h>
#include <stdlib.h>

#define ROUNDS 500
#define EMAIL "andrew@contosoltd.com"

typedef struct
{
  SoupSession *session;
  char        *urls[2];
  char        *authorization;
} Bare;

static void
bare_set_up (Bare *self, HeraldTestSession *fixture)
{
  const char *const sets[] = { "contacts", "leads" };
  g_autoptr (JsonNode) ready =
    herald_json_parse (herald_emulator_get_ready_line (fixture->emulator), -1, NULL);
  JsonObject *object = json_node_get_object (ready);

  self->session = soup_session_new ();
  self->authorization =
    g_strconcat ("Bearer ", json_object_get_string_member (object, "bearer"), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *query = herald_odata_person_by_email (sets[i], EMAIL);

      self->urls[i] = g_strconcat (json_object_get_string_member (object, "http"),
                                   "/api/data/v9.2/", query, NULL);
    }
}

static void
bare_clear (Bare *self)
{
  g_clear_object (&self->session);
  g_clear_pointer (&self->authorization, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (self->urls); i++)
    g_clear_pointer (&self->urls[i], g_free);
}

static double
look_up_bare (Bare *self)
{
  HeraldAwait awaits[2] = { HERALD_AWAIT_INIT, HERALD_AWAIT_INIT };
  gint64      start_us = g_get_monotonic_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new ("GET", self->urls[i]);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                   self->authorization);
      soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL,
                                        herald_await_cb, &awaits[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) body =
        soup_session_send_and_read_finish (self->session, herald_await_result (&awaits[i]), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (body), >, 0);
      herald_await_clear (&awaits[i]);
    }
  return (double) (g_get_monotonic_time () - start_us) / 1000.0;
}

static double
look_up (HeraldSession *session)
{
  const char *const emails[] = { EMAIL, NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;
  gint64 start_us = g_get_monotonic_time ();

  herald_people_find_async (session, emails, NULL, herald_await_cb, &await);
  people = herald_people_find_finish (session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
  return (double) (g_get_monotonic_time () - start_us) / 1000.0;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

int
main (int argc, char *argv[])
{
  HeraldTestSession fixture = { 0 };
  Bare              bare = { 0 };
  double            ours[ROUNDS], reference[ROUNDS];

  herald_test_session_init (&argc, &argv);
  herald_test_session_set_up (&fixture, NULL);
  bare_set_up (&bare, &fixture);
  look_up (fixture.session);
  look_up_bare (&bare);
  for (int i = 0; i < ROUNDS; i++)
    {
      reference[i] = look_up_bare (&bare);
      ours[i] = look_up (fixture.session);
    }
  qsort (ours, ROUNDS, sizeof ours[0], compare_doubles);
  qsort (reference, ROUNDS, sizeof reference[0], compare_doubles);
  g_print ("look-up by e-mail: %.2f ms (95 %% within %.2f ms), bare requests %.2f ms, ratio %.2f "
           "(medians of %d)\n",
           ours[ROUNDS / 2], ours[ROUNDS * 95 / 100], reference[ROUNDS / 2],
           ours[ROUNDS / 2] / reference[ROUNDS / 2], ROUNDS);
  bare_clear (&bare);
  herald_test_session_tear_down (&fixture, NULL);
  return 0;
}
