/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an environment's sign-in service is: named by the environment, described by itself. */
#pragma once

#include "net/herald-http.h"

G_BEGIN_DECLS

/* What a 401 of Dataverse says. */
typedef struct
{
  char *authority; /* (owned): the sign-in origin */
  char *tenant;    /* (owned) */
} HeraldChallenge;

/* The discovery document, of what it says and we use. */
typedef struct
{
  char *issuer;                 /* (owned): may hold {tenantid} */
  char *authorization_endpoint; /* (owned) */
  char *token_endpoint;         /* (owned) */
  char *device_endpoint;        /* (owned) (nullable) */
} HeraldOpenid;

void             herald_challenge_free (HeraldChallenge *self);
HeraldChallenge *herald_challenge_parse (const char *header, GError **error);
/* (transfer full) (nullable): what a 401 asks for beside a token, as JSON. */
char *herald_challenge_dup_claims (const HeraldHttpAnswer *answer);
/* Asks the environment without a token. */
void herald_challenge_fetch_async (HeraldHttp         *http,
                                   const char         *environment_url,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
HeraldChallenge      *
herald_challenge_fetch_finish (HeraldHttp *http, GAsyncResult *result, GError **error);
void herald_openid_free (HeraldOpenid *self);
HeraldOpenid *herald_openid_parse (JsonObject *document,
                                   const char *authority,
                                   const char *tenant,
                                   GError    **error);
void          herald_openid_fetch_async (HeraldHttp         *http,
                                         const char         *authority,
                                         const char         *tenant,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
HeraldOpenid *herald_openid_fetch_finish (HeraldHttp *http, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldChallenge, herald_challenge_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldOpenid, herald_openid_free)

G_END_DECLS
