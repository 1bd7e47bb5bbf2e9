/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to a token endpoint or a device endpoint, and its answer. */
#pragma once

#include "net/herald-http.h"

G_BEGIN_DECLS

/* All are secrets but the life. */
typedef struct
{
  char  *access_token;  /* (owned) */
  char  *refresh_token; /* (owned) (nullable) */
  char  *id_token;      /* (owned) (nullable) */
  gint64 life_seconds;
} HeraldTokenAnswer;

typedef struct
{
  char  *device_code;      /* (owned): secret */
  char  *user_code;        /* (owned) */
  char  *verification_uri; /* (owned) */
  gint64 interval_seconds;
  gint64 life_seconds;
} HeraldDeviceCode;

/* name, value, name, value…, NULL; free with herald_token_form_free(). */
char *herald_token_form_new (const char *name, ...) G_GNUC_NULL_TERMINATED;
void  herald_token_form_free (char *form);
void  herald_token_answer_free (HeraldTokenAnswer *self);
HeraldTokenAnswer *
herald_token_answer_parse (const HeraldHttpAnswer *answer, HeraldService service, GError **error);
void              herald_device_code_free (HeraldDeviceCode *self);
HeraldDeviceCode *herald_device_code_parse (const HeraldHttpAnswer *answer, GError **error);
/* POSTs @form; sent once but for 429. The answer may have any status. */
void herald_token_request_async (HeraldHttp         *http,
                                 const char         *url,
                                 const char         *form,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
HeraldHttpAnswer *
herald_token_request_finish (HeraldHttp *http, GAsyncResult *result, GError **error);
/* (transfer full) (nullable): a text of a refusal, such as “error” or “claims”. */
char *herald_token_request_dup_member (const HeraldHttpAnswer *answer, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldTokenAnswer, herald_token_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldDeviceCode, herald_device_code_free)

G_END_DECLS
