/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain: its quark, the names that scripts read and the exit codes. */
#include "config.h"

#include "base/herald-error.h"

#include <gio/gio.h>

#define EXIT_OTHER 1
#define EXIT_FIRST_CODE 2

static const char *const code_names[] = {
  "INVALID", "AUTH",   "FORBIDDEN", "NOT_FOUND", "CONFLICT", "THROTTLED",
  "NETWORK", "REMOTE", "PROTOCOL",  "STORE",     "SECRET",
};

/* What an error of Herald's domain carries beside its code; copied and prefixed with it. GLib's
 * macro below may give NULL for a foreign domain, hence the tests. */
typedef struct
{
  gboolean unknown_fate;
  char    *detail; /* (owned) (nullable) */
} HeraldErrorPrivate;

static void
herald_error_private_init (HeraldErrorPrivate *priv)
{
  if (priv != NULL)
    *priv = (HeraldErrorPrivate){ .unknown_fate = FALSE };
}

static void
herald_error_private_copy (const HeraldErrorPrivate *source, HeraldErrorPrivate *target)
{
  if (source == NULL || target == NULL)
    return;
  target->unknown_fate = source->unknown_fate;
  target->detail = g_strdup (source->detail);
}

static void
herald_error_private_clear (HeraldErrorPrivate *priv)
{
  if (priv != NULL)
    g_clear_pointer (&priv->detail, g_free);
}

/* GLib gives the private part the alignment of a pointer; its macro finds it by counting bytes. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (HeraldError, herald_error)
#pragma GCC diagnostic pop

/**
 * herald_error_get_exit_code:
 * @error: (nullable): an error of any domain
 *
 * Returns: 0 without an error, 2…12 for Herald's own codes, 1 for anything else
 */
int
herald_error_get_exit_code (const GError *error)
{
  if (error == NULL)
    return 0;
  if (error->domain != HERALD_ERROR || (gsize) error->code >= G_N_ELEMENTS (code_names))
    return EXIT_OTHER;
  return error->code + EXIT_FIRST_CODE;
}

/**
 * herald_error_get_code_name:
 * @error: an error of any domain
 *
 * Returns: the name scripts read, such as “NOT_FOUND”; “ERROR” for a foreign domain
 */
const char *
herald_error_get_code_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, "ERROR");

  if (error->domain != HERALD_ERROR || (gsize) error->code >= G_N_ELEMENTS (code_names))
    return "ERROR";
  return code_names[error->code];
}

/**
 * herald_error_is_cancelled:
 * @error: (nullable): an error of any domain
 *
 * Returns: whether the person or a closing page stopped the work, which is nothing to report
 */
gboolean
herald_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * herald_error_new_unknown_fate:
 * @message: what happened
 *
 * For a request that was sent and got no answer: the service may have acted on it, so nothing may
 * send it again by itself.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): a HERALD_ERROR_NETWORK for which herald_error_is_unknown_fate() holds
 */
GError *
herald_error_new_unknown_fate (const char *message)
{
  GError             *error;
  HeraldErrorPrivate *priv;

  g_return_val_if_fail (message != NULL, NULL);

  error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, message);
  priv = herald_error_get_private (error);
  if (priv != NULL)
    priv->unknown_fate = TRUE;
  return error;
}

/**
 * herald_error_is_unknown_fate:
 * @error: (nullable): an error of any domain
 *
 * Copies and prefixed errors keep the answer.
 *
 * Returns: whether it is unknown if the service acted on the request
 */
gboolean
herald_error_is_unknown_fate (const GError *error)
{
  const HeraldErrorPrivate *priv = NULL;

  if (error != NULL && error->domain == HERALD_ERROR)
    priv = herald_error_get_private (error);
  return priv != NULL && priv->unknown_fate;
}

/**
 * herald_error_get_detail:
 * @error: (nullable): an error of any domain
 *
 * Returns: (transfer none) (nullable): what the service said itself, in lines, beside what it
 *   means, which is the message
 */
const char *
herald_error_get_detail (const GError *error)
{
  HeraldErrorPrivate *priv;

  if (error == NULL || error->domain != HERALD_ERROR)
    return NULL;
  priv = herald_error_get_private (error);
  return priv != NULL ? priv->detail : NULL;
}

/**
 * herald_error_set_detail:
 * @error: an error of Herald's domain
 * @detail: (nullable): what the service said itself, in lines
 */
void
herald_error_set_detail (GError *error, const char *detail)
{
  HeraldErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == HERALD_ERROR);

  priv = herald_error_get_private (error);
  if (priv == NULL)
    return;
  g_free (priv->detail);
  priv->detail = g_strdup (detail);
}
