/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known about a kept secret without reading it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_SECRET_CLIENT_SECRET,   /* id: the client id */
  HERALD_SECRET_SIGNING_KEY,     /* id: the app's id */
  HERALD_SECRET_SERVICE_ACCOUNT, /* id: the app's id */
  HERALD_SECRET_API_TOKEN,       /* id: the access token's id */
  HERALD_SECRET_CERTIFICATE,     /* id: the client id; private key and certificate, both PEM */
  HERALD_SECRET_REFRESH_TOKEN,   /* id: client, sign-in service and tenant, see herald-account.c */
  HERALD_SECRET_N_KINDS,
} HeraldSecretKind;

typedef struct
{
  char            *environment_id; /* (owned) */
  HeraldSecretKind kind;
  char            *id; /* (owned): of what, see the kinds */
} HeraldSecretInfo;

/* NULL when @kind is none of ours. */
HeraldSecretInfo             *
herald_secret_info_new (const char *environment_id, const char *kind, const char *id);
void        herald_secret_info_free (HeraldSecretInfo *self);
int         herald_secret_info_compare (gconstpointer a, gconstpointer b);
const char *herald_secret_kind_to_string (HeraldSecretKind kind);
const char *herald_secret_kind_get_label (HeraldSecretKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldSecretInfo, herald_secret_info_free)

G_END_DECLS
