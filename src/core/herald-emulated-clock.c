/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the emulator’s clock and turns it. */
#include "config.h"

#include "core/herald-emulated-clock.h"

#include "core/herald-emulator-ask-private.h"

static gpointer
read_time (JsonNode *answer, GError **error)
{
  return herald_emulated_time_new_from_json (answer, error);
}

static JsonObject *
build_advance (gint64 seconds)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "advanceSeconds", seconds);
  return body;
}

static JsonObject *
build_reset (void)
{
  JsonObject *body = json_object_new ();

  json_object_set_boolean_member (body, "reset", TRUE);
  return body;
}

/**
 * herald_emulated_clock_read_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulated_clock_read_async (HeraldSession      *session,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "GET", g_strdup ("clock"), NULL, read_time,
                             (GDestroyNotify) herald_emulated_time_free, cancellable, callback,
                             user_data);
}

/**
 * herald_emulated_clock_read_finish:
 * @session: a session
 * @result: of herald_emulated_clock_read_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full): what it shows
 */
HeraldEmulatedTime *
herald_emulated_clock_read_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_emulated_clock_advance_async:
 * @session: the emulator's open session
 * @seconds: how far it goes forward, more than 0
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulated_clock_advance_async (HeraldSession      *session,
                                     gint64              seconds,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "POST", g_strdup ("clock"), build_advance (seconds),
                             read_time, (GDestroyNotify) herald_emulated_time_free, cancellable,
                             callback, user_data);
}

/**
 * herald_emulated_clock_advance_finish:
 * @session: a session
 * @result: of herald_emulated_clock_advance_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full): what it shows now
 */
HeraldEmulatedTime *
herald_emulated_clock_advance_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_emulated_clock_reset_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulated_clock_reset_async (HeraldSession      *session,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "POST", g_strdup ("clock"), build_reset (), read_time,
                             (GDestroyNotify) herald_emulated_time_free, cancellable, callback,
                             user_data);
}

/**
 * herald_emulated_clock_reset_finish:
 * @session: a session
 * @result: of herald_emulated_clock_reset_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full): what it shows now
 */
HeraldEmulatedTime *
herald_emulated_clock_reset_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}
