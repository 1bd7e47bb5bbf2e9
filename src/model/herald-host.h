/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server: what it may be contacted for, when it was contacted last and how that ended. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Kept in the store as numbers: a new one comes at the end. */
typedef enum
{
  HERALD_HOST_DATAVERSE = 1 << 0,
  HERALD_HOST_SIGN_IN = 1 << 1,
  HERALD_HOST_REGISTRATION = 1 << 2,
  HERALD_HOST_APNS = 1 << 3,
  HERALD_HOST_FCM = 1 << 4,
  HERALD_HOST_GOOGLE_TOKEN = 1 << 5,
  HERALD_HOST_EMULATOR = 1 << 6,     /* its admin API */
  HERALD_HOST_DISCOVERY = 1 << 7,    /* which environments a person has */
  HERALD_HOST_PROXY = 1 << 8,        /* an environment's own, on the way to the others */
  HERALD_HOST_SYSTEM_PROXY = 1 << 9, /* one that the system named for that */
} HeraldHostPurposes;

typedef struct
{
  char              *environment_id; /* (owned) */
  char              *origin;         /* (owned): with the port, see herald_origin_normalise() */
  HeraldHostPurposes purposes;
  gboolean           allowed;

  gint64 contacted_us; /* 0: never */
  guint  status;       /* of the last answer; 0: there was none */
  char  *error;        /* (owned) (nullable): why there was none */
  gint64 n_contacts;

  gint64 refused_us; /* when something was last kept from going there; 0: never */
  gint64 n_refused;
} HeraldHost;

HeraldHost *herald_host_new (const char *environment_id, const char *origin);
HeraldHost *herald_host_copy (const HeraldHost *self);
void        herald_host_free (HeraldHost *self);
/* Whether it is this computer. */
gboolean herald_host_is_local (const HeraldHost *self);
/* (transfer full): its address as people write it, without a usual port. */
char *herald_host_dup_address (const HeraldHost *self);
/* (transfer full): how the last contact ended, in words; “” when there was none. */
char *herald_host_describe_outcome (const HeraldHost *self);
/* By address; for g_ptr_array_sort(). */
int herald_host_compare (gconstpointer a, gconstpointer b);

/* 0 for a service that is none of ours. @service: see herald_exchange_get_service(). */
HeraldHostPurposes herald_host_purposes_from_service (const char *service);
/* (transfer full): their names in JSON. */
GStrv herald_host_purposes_to_names (HeraldHostPurposes purposes);
/* (transfer full): translated, such as “Dataverse, sign-in”. */
char *herald_host_purposes_describe (HeraldHostPurposes purposes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldHost, herald_host_free)

G_END_DECLS
