/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of Herald; its codes are also the command line's exit codes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HERALD_ERROR (herald_error_quark ())

/**
 * HeraldError:
 * @HERALD_ERROR_INVALID: input is wrong and nothing was sent; shown beside the field; exit 2
 * @HERALD_ERROR_AUTH: sign-in is needed or was refused; the window offers it; exit 3
 * @HERALD_ERROR_FORBIDDEN: a privilege is missing; shown with its name; exit 4
 * @HERALD_ERROR_NOT_FOUND: the row or page does not exist; exit 5
 * @HERALD_ERROR_CONFLICT: somebody else changed it, or it exists already; exit 6
 * @HERALD_ERROR_THROTTLED: the service asks to wait; the pacer waits first; exit 7
 * @HERALD_ERROR_NETWORK: no answer: name, connection, TLS or time-out; exit 8
 * @HERALD_ERROR_REMOTE: the service answered with an error of its own; exit 9
 * @HERALD_ERROR_PROTOCOL: an answer that makes no sense; exit 10
 * @HERALD_ERROR_STORE: the local database could not read or write; exit 11
 * @HERALD_ERROR_SECRET: a secret could not be kept, read or used; exit 12
 *
 * The order is the order of the command line's exit codes, from 2.
 */
typedef enum
{
  HERALD_ERROR_INVALID,
  HERALD_ERROR_AUTH,
  HERALD_ERROR_FORBIDDEN,
  HERALD_ERROR_NOT_FOUND,
  HERALD_ERROR_CONFLICT,
  HERALD_ERROR_THROTTLED,
  HERALD_ERROR_NETWORK,
  HERALD_ERROR_REMOTE,
  HERALD_ERROR_PROTOCOL,
  HERALD_ERROR_STORE,
  HERALD_ERROR_SECRET,
} HeraldError;

GQuark      herald_error_quark (void);
int         herald_error_get_exit_code (const GError *error);
const char *herald_error_get_code_name (const GError *error);
gboolean    herald_error_is_cancelled (const GError *error);
GError     *herald_error_new_unknown_fate (const char *message);
gboolean    herald_error_is_unknown_fate (const GError *error);
/* (nullable): what a service said itself, in lines, for whoever is asked for help. */
const char *herald_error_get_detail (const GError *error);
void        herald_error_set_detail (GError *error, const char *detail);

G_END_DECLS
