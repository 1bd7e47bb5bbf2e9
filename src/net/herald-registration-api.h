/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device registration API of Customer Insights - Journeys: register, follow, clean up. */
#pragma once

#include "model/herald-device.h"
#include "model/herald-registration.h"
#include "net/herald-remote.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REGISTRATION_API (herald_registration_api_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRegistrationApi,
                      herald_registration_api,
                      HERALD,
                      REGISTRATION_API,
                      GObject)

#define HERALD_REGISTRATION_MAX_BATCH 100

/* What the service says of one registration; a text it does not name is kept as it is. */
typedef struct
{
  HeraldRegistrationStatus status; /* PENDING, SUCCESS, DUPLICATE or FAILED */
  char                    *reason; /* (nullable): trimmed; "DuplicateExists"… or a sentence */
} HeraldRegistrationState;

void herald_registration_state_free (HeraldRegistrationState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldRegistrationState, herald_registration_state_free)

/* @base: “https://host/api/v1.0/orgs/ORGANIZATION”, see herald_environment_dup_registration_base().
 */
HeraldRegistrationApi *herald_registration_api_new (HeraldRemote *remote, const char *base);
HeraldRemote          *herald_registration_api_get_remote (HeraldRegistrationApi *self);
/* One registration. Harmless to repeat: the service answers DuplicateExists. */
void herald_registration_api_register_async (HeraldRegistrationApi *self,
                                             HeraldRegistration    *registration,
                                             const char            *api_token,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
/* Returns: (transfer full): the RegistrationRequestId; accepted does not mean registered */
char *herald_registration_api_register_finish (HeraldRegistrationApi *self,
                                               GAsyncResult          *result,
                                               GError               **error);
/* 1…100 registrations (element-type HeraldRegistration), all with the same token. */
void herald_registration_api_register_batch_async (HeraldRegistrationApi *self,
                                                   GPtrArray             *registrations,
                                                   const char            *api_token,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
/* Returns: (transfer full): the RegistrationRequestIds in the order of the request */
GStrv herald_registration_api_register_batch_finish (HeraldRegistrationApi *self,
                                                     GAsyncResult          *result,
                                                     GError               **error);
/* 1…100 request ids of one app. */
void herald_registration_api_status_async (HeraldRegistrationApi *self,
                                           const char            *app_id,
                                           const char            *api_token,
                                           const char *const     *request_ids,
                                           GCancellable          *cancellable,
                                           GAsyncReadyCallback    callback,
                                           gpointer               user_data);
/* Returns: (element-type HeraldRegistrationState): in the order of the ids */
GPtrArray *herald_registration_api_status_finish (HeraldRegistrationApi *self,
                                                  GAsyncResult          *result,
                                                  GError               **error);
/* @token: (nullable): NULL removes every device of that user in that app. */
void     herald_registration_api_clean_up_async (HeraldRegistrationApi *self,
                                                 const char            *app_id,
                                                 const char            *user_id,
                                                 const char            *token,
                                                 const char            *api_token,
                                                 GCancellable          *cancellable,
                                                 GAsyncReadyCallback    callback,
                                                 gpointer               user_data);
gboolean herald_registration_api_clean_up_finish (HeraldRegistrationApi *self,
                                                  GAsyncResult          *result,
                                                  GError               **error);
/* 1…100 devices (element-type HeraldDevice) of one app. */
void     herald_registration_api_clean_up_batch_async (HeraldRegistrationApi *self,
                                                       GPtrArray             *devices,
                                                       const char            *api_token,
                                                       GCancellable          *cancellable,
                                                       GAsyncReadyCallback    callback,
                                                       gpointer               user_data);
gboolean herald_registration_api_clean_up_batch_finish (HeraldRegistrationApi *self,
                                                        GAsyncResult          *result,
                                                        GError               **error);
/* The request that register_async() would send, the access token masked. */
char *
herald_registration_api_preview (HeraldRegistrationApi *self, HeraldRegistration *registration);

G_END_DECLS
