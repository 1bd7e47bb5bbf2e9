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
  HERALD_SECRET_PROXY_PASSWORD,  /* id: proxy and user name, see herald-transports.c */
  HERALD_SECRET_TLS_CERTIFICATE, /* id: its name; private key and certificates, PEM */
  HERALD_SECRET_N_KINDS,
} HeraldSecretKind;

/* Where a secret is. */
typedef enum
{
  HERALD_KEEPING_KEYRING, /* the Secret Service, or in a sandbox the Secret portal */
  HERALD_KEEPING_FILE,    /* the passphrase-protected file */
  HERALD_KEEPING_SESSION, /* the memory of this process */
} HeraldKeeping;

typedef struct
{
  char            *environment_id; /* (owned) */
  HeraldSecretKind kind;
  char            *id; /* (owned): of what, see the kinds */
  HeraldKeeping    keeping;
} HeraldSecretInfo;

/* NULL when @kind is none of ours. */
HeraldSecretInfo      *
herald_secret_info_new (const char *environment_id, const char *kind, const char *id);
void herald_secret_info_free (HeraldSecretInfo *self);
/* Its name in our own tables: NULL when @name is none. */
HeraldSecretInfo *herald_secret_info_new_from_name (const char *name);
char             *herald_secret_info_dup_name (const HeraldSecretInfo *self);
int               herald_secret_info_compare (gconstpointer a, gconstpointer b);
const char       *herald_secret_kind_to_string (HeraldSecretKind kind);
gboolean          herald_secret_kind_from_string (const char *name, HeraldSecretKind *kind);
const char       *herald_secret_kind_get_label (HeraldSecretKind kind);
const char       *herald_keeping_to_string (HeraldKeeping keeping);
/* FALSE for the session, too, to which nothing can be moved. */
gboolean herald_keeping_from_string (const char *name, HeraldKeeping *keeping);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldSecretInfo, herald_secret_info_free)

G_END_DECLS
