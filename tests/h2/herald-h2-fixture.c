/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scripted server and the recorded client of the HTTP/2 tests. */
#include "config.h"

#include "herald-h2-fixture.h"

#include "crypto/herald-authority.h"
#include "herald-test-dir.h"

#include <nghttp2/nghttp2.h>
#include <stdlib.h>
#include <string.h>

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_assert_cmpuint (outcome->n_calls, <=, 1);
  g_clear_pointer (&outcome->answer, herald_h2_answer_free);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static void
held_clear (gpointer data)
{
  g_clear_object (&((Held *) data)->session);
}

static void
respond_echo (HeraldH2Session *session, gint32 stream_id, const HeraldH2Message *request)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (request->body));
  const char      *id = herald_h2_message_get_header (request, "x-id");
  const HeraldH2Header headers[] = {
    { "content-length", length },
    { "x-id", id == NULL ? "" : id },
  };

  herald_h2_session_respond (session, stream_id, 200, headers, G_N_ELEMENTS (headers),
                             request->body);
}

static void
record_request (Fixture *fixture, HeraldH2Session *session, const HeraldH2Message *request)
{
  const char *id = herald_h2_message_get_header (request, "x-id");
  guint       count = fixture_count_seen (fixture, id == NULL ? "" : id);

  fixture->n_requests++;
  if (fixture->last_session != session)
    fixture->n_sessions++;
  g_set_object (&fixture->last_session, session);
  g_hash_table_insert (fixture->seen, g_strdup (id == NULL ? "" : id),
                       GUINT_TO_POINTER (count + 1));
}

static void
hold (Fixture *fixture, HeraldH2Session *session, gint32 stream_id)
{
  const Held held = { .session = g_object_ref (session), .stream_id = stream_id };

  g_array_append_val (fixture->held, held);
}

static void
request_came_cb (HeraldH2Session       *session,
                 gint32                 stream_id,
                 const HeraldH2Message *request,
                 gpointer               data)
{
  Fixture    *fixture = data;
  const char *path = herald_h2_message_get_header (request, ":path");

  if (g_str_equal (path, "/refuse") && fixture->n_refusals_left > 0)
    {
      fixture->n_refusals_left--;
      herald_h2_session_reset_stream (session, stream_id, NGHTTP2_REFUSED_STREAM);
      return;
    }
  if (g_str_equal (path, "/vanish"))
    {
      fixture->n_vanished++;
      herald_h2_session_go_away (session, NGHTTP2_NO_ERROR, NULL);
      herald_h2_session_reset_stream (session, stream_id, NGHTTP2_REFUSED_STREAM);
      return;
    }
  record_request (fixture, session, request);
  if (g_str_equal (path, "/hold"))
    hold (fixture, session, stream_id);
  else if (g_str_equal (path, "/drop"))
    herald_h2_session_close (session);
  else if (g_str_equal (path, "/reset"))
    herald_h2_session_reset_stream (session, stream_id, NGHTTP2_INTERNAL_ERROR);
  else
    respond_echo (session, stream_id, request);
  if (g_str_equal (path, "/goaway"))
    herald_h2_session_go_away (session, NGHTTP2_NO_ERROR, "{\"reason\":\"Shutdown\"}");
}

static char *authorities_dir; /* (owned): made at the first need, removed at the end */

static void
remove_authorities (void)
{
  herald_test_dir_remove (authorities_dir);
  g_clear_pointer (&authorities_dir, g_free);
}

/* Makes a CA and a certificate for localhost in a folder of the caller; returns the CA's path. */
char *
fixture_create_authority (const char *dir)
{
  const char *const names[] = { "localhost", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_authority_ensure (dir, names, &error));
  g_assert_no_error (error);
  return herald_authority_get_ca_path (dir);
}

/* A folder with a CA and the certificate of one host: “localhost” or a name that is not ours. */
static char *
ensure_authority (const char *host)
{
  const char *const names[] = { host, NULL };
  g_autoptr (GError) error = NULL;
  char *dir;

  if (authorities_dir == NULL)
    {
      authorities_dir = herald_test_dir_new ();
      atexit (remove_authorities);
    }
  dir = g_build_filename (authorities_dir, host, NULL);
  g_assert_true (herald_authority_ensure (dir, names, &error));
  g_assert_no_error (error);
  return dir;
}

GTlsCertificate *
fixture_load_certificate (const char *host)
{
  g_autofree char *dir = ensure_authority (host);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = herald_authority_load_server (dir, &error);

  g_assert_no_error (error);
  return certificate;
}

char *
fixture_get_ca_path (const char *host)
{
  g_autofree char *dir = ensure_authority (host);

  return herald_authority_get_ca_path (dir);
}

char *
fixture_get_origin (Fixture *fixture)
{
  return g_strdup_printf ("https://localhost:%u", herald_h2_server_get_port (fixture->server));
}

HeraldH2Client *
fixture_create_client (const char *origin, const char *ca_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTransport) transport = herald_transport_new_direct (ca_path, &error);

  g_assert_no_error (error);
  return herald_h2_client_new (origin, transport, NULL);
}

void
fixture_set_up (Fixture *fixture, gconstpointer max_streams)
{
  g_autoptr (GTlsCertificate) certificate = fixture_load_certificate ("localhost");
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *ca_path = fixture_get_ca_path ("localhost");
  const guint      limit = GPOINTER_TO_UINT (max_streams);

  fixture->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->held = g_array_new (FALSE, FALSE, sizeof (Held));
  g_array_set_clear_func (fixture->held, held_clear);
  fixture->outcomes = g_ptr_array_new_with_free_func (outcome_free);
  fixture->server = herald_h2_server_new (certificate, limit == 0 ? FIXTURE_MAX_STREAMS : limit,
                                          FIXTURE_MAX_BODY, request_came_cb, fixture);
  g_assert_true (herald_h2_server_listen (fixture->server, 0, &error));
  g_assert_no_error (error);
  origin = fixture_get_origin (fixture);
  fixture->client = fixture_create_client (origin, ca_path);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer unused)
{
  if (fixture->client != NULL)
    herald_h2_client_close (fixture->client);
  fixture_wait_all (fixture);
  g_array_unref (fixture->held);
  g_clear_object (&fixture->last_session);
  g_hash_table_unref (fixture->seen);
  g_ptr_array_unref (fixture->outcomes);
  herald_h2_server_stop (fixture->server);
  /* What was scheduled before the end holds a reference for one more turn. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  if (fixture->client != NULL)
    g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->server);
}

typedef struct
{
  Fixture *fixture;
  Outcome *outcome;
} Sending;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Sending *sending = data;
  Outcome            *outcome = sending->outcome;

  outcome->n_calls++;
  outcome->answer =
    herald_h2_client_send_finish (HERALD_H2_CLIENT (source), result, &outcome->error);
  outcome->done = TRUE;
  sending->fixture->n_done++;
  g_assert_true ((outcome->answer == NULL) == (outcome->error != NULL));
}

GBytes *
fixture_create_body (gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 31 + i / 251);
  return g_bytes_new_take (data, size);
}

static Outcome *
send_one (Fixture        *fixture,
          HeraldH2Client *client,
          const char     *path,
          const char     *id,
          gsize           body_size,
          GCancellable   *cancellable)
{
  Sending             *sending = g_new0 (Sending, 1);
  const HeraldH2Header headers[] = { { "x-id", id } };
  g_autoptr (GBytes) body = fixture_create_body (body_size);

  sending->fixture = fixture;
  sending->outcome = g_new0 (Outcome, 1);
  g_ptr_array_add (fixture->outcomes, sending->outcome);
  herald_h2_client_send_async (client, "POST", path, headers, G_N_ELEMENTS (headers), body,
                               cancellable, sent_cb, sending);
  return g_ptr_array_index (fixture->outcomes, fixture->outcomes->len - 1);
}

Outcome *
fixture_send (Fixture      *fixture,
              const char   *path,
              const char   *id,
              gsize         body_size,
              GCancellable *cancellable)
{
  return send_one (fixture, fixture->client, path, id, body_size, cancellable);
}

Outcome *
fixture_send_by (Fixture *fixture, HeraldH2Client *client, const char *path, const char *id)
{
  return send_one (fixture, client, path, id, 0, NULL);
}

void
fixture_wait_all (Fixture *fixture)
{
  spin_until (fixture->n_done == fixture->outcomes->len);
}

void
fixture_release_held (Fixture *fixture)
{
  for (guint i = 0; i < fixture->held->len; i++)
    {
      const Held *held = &g_array_index (fixture->held, Held, i);

      herald_h2_session_respond (held->session, held->stream_id, 200, NULL, 0, NULL);
    }
  g_array_set_size (fixture->held, 0);
}

guint
fixture_count_seen (Fixture *fixture, const char *id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (fixture->seen, id));
}
