/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A refusal of the sign-in service: our words first, its own beside. Private to this layer. */
#pragma once

#include <glib.h>

#include "base/herald-error.h"

G_BEGIN_DECLS

/* What the service said; NULL where it did not. */
typedef struct
{
  const char *code;           /* “AADSTS50126” or “access_denied” */
  const char *words;          /* “error_description” */
  const char *correlation_id; /* by which the service's people find the sign-in again */
  const char *time;
  guint       status; /* HTTP; 0: in the browser */
} HeraldSignInRefusal;

GError *herald_sign_in_refusal_to_error (const HeraldSignInRefusal *self, HeraldError code);

G_END_DECLS
