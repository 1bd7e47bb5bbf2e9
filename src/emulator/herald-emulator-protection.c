/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what each user asks in a sliding window of the emulated clock. Limits, codes and
 * sentences: “Service protection API limits”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-protection.h"

#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-switches.h"

#define SERVICE "protection"
#define WINDOW_SECONDS 300
#define MOST_REQUESTS 1000000
#define MOST_SECONDS 1000000
#define SECOND_US ((gint64) G_USEC_PER_SEC)

typedef struct
{
  guint       enabled; /* as a switch has it: 0 or 1 */
  guint       n_requests;
  guint       seconds;
  guint       n_concurrent;
  GHashTable *users; /* (owned): user id to User */
} Protection;

typedef struct
{
  GQueue *requests;     /* (element-type Request) (owned): oldest first */
  gint64  execution_us; /* of all of them */
  guint   n_running;
} User;

typedef struct
{
  gint64 at_seconds;
  gint64 execution_us;
} Request;

/* Lives until the answer leaves. */
typedef struct
{
  User    *user;     /* (owned) */
  Request *request;  /* (owned) */
  gint64   start_us; /* monotonic */
} Visit;

static void
request_unref (gpointer data)
{
  g_rc_box_release (data);
}

static void
user_clear (gpointer data)
{
  g_queue_free_full (((User *) data)->requests, request_unref);
}

static void
user_unref (gpointer data)
{
  g_rc_box_release_full (data, user_clear);
}

static void
protection_free (gpointer data)
{
  Protection *self = data;

  g_clear_pointer (&self->users, g_hash_table_unref);
  g_free (self);
}

/**
 * herald_emulator_protection_attach:
 * @site: the site
 *
 * Adds the switches, with the documented numbers.
 */
void
herald_emulator_protection_attach (HeraldEmulatorSite *site)
{
  Protection *self = g_new0 (Protection, 1);

  self->n_requests = 6000;
  self->seconds = 1200;
  self->n_concurrent = 52;
  self->users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, user_unref);
  herald_emulator_site_take_service (site, SERVICE, self, protection_free);
  herald_emulator_switches_add_boolean (site, "serviceProtection", (gboolean *) &self->enabled);
  herald_emulator_switches_add_integer (site, "serviceProtectionRequests", &self->n_requests, 1,
                                        MOST_REQUESTS);
  herald_emulator_switches_add_integer (site, "serviceProtectionSeconds", &self->seconds, 0,
                                        MOST_SECONDS);
  herald_emulator_switches_add_integer (site, "serviceProtectionConcurrent", &self->n_concurrent, 0,
                                        MOST_REQUESTS);
}

static User *
find_user (Protection *self, const char *user_id)
{
  User *user = g_hash_table_lookup (self->users, user_id);

  if (user != NULL)
    return user;
  user = g_rc_box_new0 (User);
  user->requests = g_queue_new ();
  g_hash_table_insert (self->users, g_strdup (user_id), user);
  return user;
}

/* What is older than the window does not count. */
static void
forget_old (User *user, gint64 now)
{
  for (Request *oldest = g_queue_peek_head (user->requests);
       oldest != NULL && oldest->at_seconds + WINDOW_SECONDS <= now;
       oldest = g_queue_peek_head (user->requests))
    {
      user->execution_us -= oldest->execution_us;
      request_unref (g_queue_pop_head (user->requests));
    }
}

/* Until the oldest request leaves the window; a second at least. */
static void
add_retry_after (User *user, gint64 now, HeraldEmulatorCall *call)
{
  Request         *oldest = g_queue_peek_head (user->requests);
  gint64           wait = oldest != NULL ? oldest->at_seconds + WINDOW_SECONDS - now : 1;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (wait, 1));

  herald_emulator_call_add_header (call, "Retry-After", text);
}

/* 1200000 as 1,200,000. */
static char *
group_digits (guint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  GString         *grouped = g_string_new (digits);

  for (gssize place = (gssize) grouped->len - 3; place > 0; place -= 3)
    g_string_insert_c (grouped, place, ',');
  return g_string_free (grouped, FALSE);
}

static gboolean
check_limits (Protection *self, User *user, GError **error)
{
  g_autofree char *milliseconds = NULL;

  if (user->n_running >= self->n_concurrent)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_TOO_MANY_AT_ONCE,
                   "Number of concurrent requests exceeded the limit of %u.", self->n_concurrent);
      return FALSE;
    }
  if (g_queue_get_length (user->requests) >= self->n_requests)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_TOO_MANY_REQUESTS,
                   "Number of requests exceeded the limit of %u over time window of %d seconds.",
                   self->n_requests, WINDOW_SECONDS);
      return FALSE;
    }
  if (user->execution_us <= self->seconds * SECOND_US)
    return TRUE;
  milliseconds = group_digits ((guint64) self->seconds * 1000);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_TOO_MUCH_TIME,
               "Combined execution time of incoming requests exceeded limit of %s milliseconds "
               "over "
               "time window of %d seconds. Decrease number of concurrent requests or reduce the "
               "duration of requests and try again later.",
               milliseconds, WINDOW_SECONDS);
  return FALSE;
}

/* What is left, such as “5999” and “1,199.98”. */
static void
add_remaining (Protection *self, User *user, HeraldEmulatorCall *call)
{
  guint            n_left = self->n_requests - g_queue_get_length (user->requests);
  gint64           left_us = MAX (self->seconds * SECOND_US - user->execution_us, 0);
  g_autofree char *requests = g_strdup_printf ("%u", n_left);
  g_autofree char *seconds = group_digits ((guint64) (left_us / SECOND_US));
  g_autofree char *time =
    g_strdup_printf ("%s.%02d", seconds, (int) (left_us % SECOND_US / (SECOND_US / 100)));

  herald_emulator_call_add_header (call, "x-ms-ratelimit-burst-remaining-xrm-requests", requests);
  herald_emulator_call_add_header (call, "x-ms-ratelimit-time-remaining-xrm-requests", time);
}

/* The call is over: its answer has left, or is lost. */
static void
leave (gpointer data)
{
  Visit *visit = data;

  visit->request->execution_us = g_get_monotonic_time () - visit->start_us;
  visit->user->execution_us += visit->request->execution_us;
  visit->user->n_running--;
  request_unref (visit->request);
  user_unref (visit->user);
  g_free (visit);
}

static void
begin_visit (User *user, gint64 now, HeraldEmulatorCall *call)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->user = g_rc_box_acquire (user);
  visit->request = g_rc_box_new0 (Request);
  visit->request->at_seconds = now;
  visit->start_us = g_get_monotonic_time ();
  g_queue_push_tail (user->requests, g_rc_box_acquire (visit->request));
  user->n_running++;
  herald_emulator_call_take_companion (call, visit, leave);
}

/**
 * herald_emulator_protection_enter:
 * @site: the site
 * @call: a call to the Web API
 * @user_id: whose token it has
 *
 * Counts the call until its answer leaves. Adds the headers that tell what is left, or when to come
 * back.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_TOO_MANY_REQUESTS, #HERALD_EMULATOR_REFUSAL_TOO_MUCH_TIME,
 * #HERALD_EMULATOR_REFUSAL_TOO_MANY_AT_ONCE.
 *
 * Returns: whether the call may go on
 */
gboolean
herald_emulator_protection_enter (HeraldEmulatorSite *site,
                                  HeraldEmulatorCall *call,
                                  const char         *user_id,
                                  GError            **error)
{
  Protection *self = herald_emulator_site_get_service (site, SERVICE);
  gint64      now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
  User       *user;

  if (self->enabled == 0)
    {
      g_hash_table_remove_all (self->users);
      return TRUE;
    }
  user = find_user (self, user_id);
  forget_old (user, now);
  if (!check_limits (self, user, error))
    {
      add_retry_after (user, now, call);
      return FALSE;
    }
  begin_visit (user, now, call);
  add_remaining (self, user, call);
  return TRUE;
}
