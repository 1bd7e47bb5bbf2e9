/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two peers that talk HTTPS, a client between them, and the rules of contract: dataverse-webapi,
 * 3.12, by which a cell of the matrix is judged. Seconds of waiting last a millisecond here. */
#include "config.h"

#include "fault-private.h"

#include "base/herald-error.h"
#include "herald-test-certificate.h"
#include "herald-test-dir.h"
#include "net/herald-pacer.h"

#include <string.h>

#define HOST "localhost"
#define SHORT_MS 200
#define CONNECT_MS 1500                  /* the same where a connection has to be made before */
#define MOST_BYTES ((gsize) 1024 * 1024) /* what an endless answer may cost a cell */
#define LONG_MS (10 * 60 * 1000)
/* Any JSON Web Token: assertions are secrets, too. */
#define JWT_BEGINNING "eyJ"
/* A request that met a closed connection is sent again beneath us. */
#define N_RESTARTS 1
#define LONGEST_MESSAGE 900

/* Signing takes a moment, and every cell may use the same. */
static struct
{
  char            *dir;
  char            *ca_path;
  GTlsCertificate *good;
  GTlsCertificate *untrusted;
  GTlsCertificate *wrong_name;
  GTlsCertificate *expired;
} certificates;

static GString *log_text;
static GMutex   log_lock;

static GLogWriterOutput
log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_mutex_lock (&log_lock);
  for (gsize i = 0; i < n_fields; i++)
    g_string_append_len (log_text, fields[i].value,
                         fields[i].length < 0 ? (gssize) strlen (fields[i].value)
                                              : fields[i].length);
  g_mutex_unlock (&log_lock);
  return g_log_writer_default (level, fields, n_fields, data);
}

static void
record_cb (HeraldExchange *exchange, gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (exchange));
}

static void
answer_well (FaultFixture *fixture, HeraldScriptPeer *peer, const FaultCall *call)
{
  g_autofree char *headers = fault_fill (fixture, call->headers);
  g_autofree char *body = fault_fill (fixture, call->body);

  herald_script_peer_answer_always (peer, peer == fixture->peer ? fault_call_get_path (call) : NULL,
                                    call->status, headers, body);
}

static void
make_peers (FaultFixture *fixture, const FaultCell *cell)
{
  GTlsCertificate *certificate = cell->fault == FAULT_UNTRUSTED    ? certificates.untrusted
                                 : cell->fault == FAULT_WRONG_NAME ? certificates.wrong_name
                                 : cell->fault == FAULT_EXPIRED    ? certificates.expired
                                                                   : certificates.good;

  fixture->cell = cell;
  fixture->peer = herald_script_peer_new_closed (certificate);
  if (cell->table->is_http2)
    fixture->h2 = herald_h2_peer_new (fixture->peer, &fault_good_talk, fixture);
  fixture->other = herald_script_peer_new_closed (certificates.good);
  answer_well (fixture, fixture->peer, cell->call);
  answer_well (fixture, fixture->other, cell->call);
  herald_script_peer_listen (fixture->other);
  herald_script_peer_start (fixture->other);
  if (cell->fault == FAULT_REFUSED)
    return;
  herald_script_peer_listen (fixture->peer);
  if (cell->fault != FAULT_MUTE)
    herald_script_peer_start (fixture->peer);
}

static void
set_up (FaultFixture *fixture, gconstpointer data)
{
  const FaultCell *cell = data;
  g_autoptr (HeraldTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  g_string_truncate (log_text, 0);
  make_peers (fixture, cell);
  transport = herald_transport_new_direct (certificates.ca_path, &error);
  g_assert_no_error (error);
  fixture->http = herald_http_new (transport);
  herald_http_set_most_bytes (fixture->http, MOST_BYTES);
  herald_http_allow_origin (fixture->http, fault_fixture_get_url (fixture));
  fixture->cancellable = g_cancellable_new ();
  fixture->exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  herald_http_set_recorder (fixture->http, record_cb, fixture->exchanges, NULL);
  fixture->subject = cell->table->make (fixture);
}

static void
tear_down (FaultFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->subject);
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  g_clear_pointer (&fixture->h2, herald_h2_peer_free);
  herald_script_peer_stop (fixture->other);
  g_assert_finalize_object (fixture->other);
  g_ptr_array_unref (fixture->exchanges);
  g_object_unref (fixture->cancellable);
}

static void
assert_no_secret (const char *text)
{
  if (text != NULL && (strstr (text, FAULT_SECRET) != NULL || strstr (text, JWT_BEGINNING) != NULL))
    g_error ("A secret got out: %s", text);
}

/* Neither the log nor the record nor the other server was told one. */
static void
check_secrets (FaultFixture *fixture)
{
  for (guint i = 0; i < fixture->exchanges->len; i++)
    {
      g_autofree char *text = herald_exchange_to_text (g_ptr_array_index (fixture->exchanges, i));

      assert_no_secret (text);
    }
  for (guint i = 0; i < herald_script_peer_get_n_requests (fixture->other); i++)
    assert_no_secret (herald_script_peer_get_request (fixture->other, i));
  g_mutex_lock (&log_lock);
  assert_no_secret (log_text->str);
  g_mutex_unlock (&log_lock);
}

/* Returns how many requests may still be on their way. */
static guint
check_sent (FaultFixture *fixture, const FaultCell *cell, const FaultOutcome *expected)
{
  const guint n_sent = herald_script_peer_count_requests (fixture->peer, cell->call->line);
  const guint n_other =
    cell->fault == FAULT_REDIRECT_WITHIN && fault_call_is_get (cell->call) ? 1 : 0;

  /* When the time is over before it left, so much the better. */
  if (fault_takes_time (cell->fault))
    g_assert_cmpuint (n_sent, <=, expected->n_sent);
  else
    g_assert_cmpuint (n_sent, >=, expected->n_sent);
  if (cell->fault == FAULT_RESET_EARLY && (cell->call->rules & FAULT_REPEATS) != 0)
    g_assert_cmpuint (n_sent, <=, expected->n_sent + N_RESTARTS);
  else
    g_assert_cmpuint (n_sent, <=, expected->n_sent);
  if (fault_is_of_connection (cell->fault))
    g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 0);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->other), ==, n_other);
  return expected->n_sent - MIN (n_sent, expected->n_sent);
}

/* Whether the sentence tells what is wrong and what to do. */
static void
check_meaning (Fault fault, const char *sentence)
{
  g_auto (GStrv) words = g_strsplit (fault_get_words (fault), ", ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) choices = g_strsplit (words[i], "|", -1);
      gboolean is_said = FALSE;

      for (guint j = 0; choices[j] != NULL; j++)
        is_said = is_said || strstr (sentence, choices[j]) != NULL;
      if (!is_said)
        g_error ("“%s” does not say “%s”", sentence, words[i]);
    }
}

/* Something a person can read: not empty, not a page, and the service's words without secrets. */
static void
check_words (const FaultCell *cell, const GError *error)
{
  /* Whatever came: it was not the refusal that this call lives on. */
  if ((cell->call->rules & FAULT_CHALLENGED) != 0 &&
      strstr (error->message, "where one signs in") != NULL)
    g_assert_nonnull (strstr (error->message, "check it"));
  else
    check_meaning (cell->fault, error->message);
  g_assert_cmpuint (strlen (error->message), >, 0);
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <=, LONGEST_MESSAGE);
  g_assert_null (strstr (error->message, "<"));
  assert_no_secret (error->message);
  assert_no_secret (herald_error_get_detail (error));
}

static void
check_outcome (FaultFixture       *fixture,
               const FaultCell    *cell,
               const FaultOutcome *expected,
               gboolean            done,
               const GError       *error)
{
  const gboolean sent = herald_script_peer_count_requests (fixture->peer, cell->call->line) > 0;

  if (expected->code == FAULT_FINE)
    {
      g_assert_no_error (error);
      g_assert_true (done);
      return;
    }
  g_assert_false (done);
  if (expected->code == FAULT_ENDED)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      return;
    }
  g_assert_error (error, HERALD_ERROR, expected->code);
  check_words (cell, error);
  /* What reached a peer that shut its window is no whole request, and may be none at all. */
  if ((cell->call->rules & (FAULT_REPEATS | FAULT_DELAYED)) == 0 &&
      cell->fault != FAULT_WINDOW_SHUT)
    g_assert_cmpint (herald_error_is_unknown_fate (error), ==, expected->may_have_happened && sent);
}

static void
heal (FaultFixture *fixture, const FaultCell *cell)
{
  if (cell->fault == FAULT_REFUSED)
    herald_script_peer_listen (fixture->peer);
  if (cell->fault == FAULT_REFUSED || cell->fault == FAULT_MUTE)
    herald_script_peer_start (fixture->peer);
  herald_script_peer_set_certificate (fixture->peer, certificates.good);
  if (fixture->h2 != NULL)
    herald_h2_peer_heal (fixture->h2);
  herald_http_set_longest_ms (fixture->http, LONG_MS);
  herald_script_peer_clear (fixture->peer);
  g_cancellable_reset (fixture->cancellable);
}

/* @n_late: of the requests before, which were given up, so many may come only now. */
static void
run_good (FaultFixture *fixture, const FaultCell *cell, guint n_late)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = cell->call->run (fixture, &error);
  const guint    n_sent = herald_script_peer_count_requests (fixture->peer, cell->call->line);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpuint (n_sent, >=, 1);
  g_assert_cmpuint (n_sent, <=, 1 + n_late);
}

typedef struct
{
  FaultFixture    *fixture;
  const FaultCall *call;
} Stopper;

static gboolean
look_cb (gpointer user_data)
{
  Stopper *self = user_data;

  if (herald_script_peer_count_requests (self->fixture->peer, self->call->line) == 0)
    return G_SOURCE_CONTINUE;
  g_cancellable_cancel (self->fixture->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
run_faulty (FaultFixture *fixture, const FaultCell *cell, GError **error)
{
  const gboolean needs_connection =
    fault_begins_with_connection (cell->fault) && !fault_is_of_connection (cell->fault);
  Stopper stopper = { fixture, cell->call };

  if (fixture->h2 != NULL)
    fault_script_h2 (fixture);
  else
    fault_script (fixture, cell);
  if (fault_takes_time (cell->fault))
    herald_http_set_longest_ms (fixture->http, needs_connection ? CONNECT_MS : SHORT_MS);
  if (cell->fault == FAULT_CANCELLED)
    g_timeout_add (1, look_cb, &stopper);
  return cell->call->run (fixture, error);
}

/* A good call where there is a connection, the broken one, and a good one again. */
static void
test_cell (FaultFixture *fixture, gconstpointer data)
{
  const FaultCell   *cell = data;
  const FaultOutcome expected =
    cell->table->is_http2 ? fault_expect_h2 (cell) : fault_expect (cell);
  g_autoptr (GError) error = NULL;
  gboolean done;
  guint    n_late;

  if (!fault_begins_with_connection (cell->fault))
    run_good (fixture, cell, 0);
  herald_script_peer_clear (fixture->peer);
  done = run_faulty (fixture, cell, &error);
  check_outcome (fixture, cell, &expected, done, error);
  n_late = check_sent (fixture, cell, &expected);
  check_secrets (fixture);
  heal (fixture, cell);
  run_good (fixture, cell, n_late);
  check_secrets (fixture);
}

static const char *
describe_rules (FaultRules rules)
{
  if ((rules & FAULT_REPEATS) != 0)
    return "four times at most";
  if ((rules & FAULT_BUSY) != 0)
    return "once; three times at most after 429 and 503";
  if ((rules & FAULT_DELAYED) != 0)
    return "once; four times at most after 429";
  return "once";
}

static void
assert_line (const char *text, const char *line)
{
  g_autofree char *whole = g_strconcat ("\n", line, "\n", NULL);

  if (strstr (text, whole) == NULL)
    g_error ("README.md lacks the line “%s”", line);
}

/* What is tested is what is written down. */
static void
test_written_down (gconstpointer data)
{
  const FaultTable *table = data;
  g_autofree char  *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (FAULT_README, &text, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < table->n_calls; i++)
    {
      const FaultCall *call = &table->calls[i];
      g_autofree char *line =
        g_strdup_printf ("| %s/%s | %s%s |", table->name, call->name, describe_rules (call->rules),
                         (call->rules & FAULT_BEARER) != 0 ? "; again with a new token" : "");

      assert_line (text, line);
    }
  for (guint fault = 0; fault < FAULT_N_FAULTS; fault++)
    g_assert_nonnull (strstr (text, fault_get_name ((Fault) fault)));
}

static void
add_cell (const FaultTable *table, const FaultCall *call, Fault fault)
{
  FaultCell       *cell = g_new0 (FaultCell, 1);
  g_autofree char *name =
    g_strdup_printf ("/net/faults/%s/%s/%s", table->name, call->name, fault_get_name (fault));

  cell->table = table;
  cell->call = call;
  cell->fault = fault;
  g_test_add_vtable (name, sizeof (FaultFixture), cell, (GTestFixtureFunc) (void *) set_up,
                     (GTestFixtureFunc) (void *) test_cell, (GTestFixtureFunc) (void *) tear_down);
}

void
fault_fixture_add (const FaultTable *table)
{
  g_autofree char *path = g_strdup_printf ("/net/faults/%s/written-down", table->name);

  g_test_add_data_func (path, table, test_written_down);
  for (gsize i = 0; i < table->n_calls; i++)
    for (guint fault = 0; fault < FAULT_N_FAULTS; fault++)
      if (fault_applies_to ((Fault) fault, table))
        add_cell (table, &table->calls[i], (Fault) fault);
}

static char *
make_authority (const char *name)
{
  const HeraldTestCertificate wanted = { name, NULL, 1, TRUE };

  return herald_test_certificate_make (&wanted);
}

static GTlsCertificate *
sign (const char *authority_pem, const char *host, int days)
{
  const HeraldTestCertificate wanted = { host, authority_pem, days, FALSE };
  g_autofree char            *pem = herald_test_certificate_make (&wanted);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);
  return certificate;
}

void
fault_fixture_init (int *argc, char ***argv)
{
  g_autofree char *authority = NULL;
  g_autofree char *stranger = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (argc, argv, NULL);
  log_text = g_string_new (NULL);
  g_log_set_writer_func (log_writer, NULL, NULL);
  herald_pacer_set_default_second_ms (1);
  authority = make_authority ("Test authority");
  stranger = make_authority ("Unknown authority");
  certificates.dir = herald_test_dir_new ();
  certificates.ca_path = g_build_filename (certificates.dir, "ca.pem", NULL);
  g_file_set_contents (certificates.ca_path, strstr (authority, "-----BEGIN CERTIFICATE"), -1,
                       &error);
  g_assert_no_error (error);
  certificates.good = sign (authority, HOST, 1);
  certificates.untrusted = sign (stranger, HOST, 1);
  certificates.wrong_name = sign (authority, "elsewhere.example", 1);
  certificates.expired = sign (authority, HOST, -1);
}

int
fault_fixture_run (void)
{
  const int status = g_test_run ();

  g_clear_object (&certificates.good);
  g_clear_object (&certificates.untrusted);
  g_clear_object (&certificates.wrong_name);
  g_clear_object (&certificates.expired);
  g_clear_pointer (&certificates.ca_path, g_free);
  herald_test_dir_remove (certificates.dir);
  g_clear_pointer (&certificates.dir, g_free);
  return status;
}

const char *
fault_fixture_get_url (FaultFixture *fixture)
{
  return herald_script_peer_get_url (fixture->peer);
}

void
fault_fixture_answer_tokens (FaultFixture *fixture, const char *path)
{
  herald_script_peer_answer_always (fixture->peer, path, 200, NULL,
                                    "{\"token_type\":\"Bearer\",\"expires_in\":3599,"
                                    "\"access_token\":\"" FAULT_SECRET "-access\"}");
}
