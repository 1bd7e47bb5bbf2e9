/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sign-in that is not for one environment yet: lists those that somebody may use and hands the
 * sign-in over to the one that is chosen. */
#pragma once

#include "core/herald-environments.h"
#include "model/herald-cloud.h"
#include "model/herald-instance.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DISCOVERY (herald_discovery_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDiscovery, herald_discovery, HERALD, DISCOVERY, GObject)

/* @service: how to sign in, in the fields of an environment: the discovery service's address,
 * sign-in service and tenant (both may be left to be found), client ID, proxy and certificates;
 * learns. @way: (nullable): the proxy's password and the client certificate. */
HeraldDiscovery *herald_discovery_new (HeraldStore                    *store,
                                       HeraldEnvironment              *service,
                                       const HeraldEnvironmentSecrets *way);
/* The discovery service of @cloud as an environment. @tenant: (nullable): any the person is in. */
HeraldEnvironment *
herald_discovery_make_service (const HeraldCloud *cloud, const char *client_id, const char *tenant);
/* Who signs in there is kept in these secrets only. */
HeraldEnvironment *herald_discovery_get_service (HeraldDiscovery *self);
HeraldSecrets     *herald_discovery_get_secrets (HeraldDiscovery *self);
/* Needs a sign-in with herald_discovery_get_service(). */
void herald_discovery_list_async (HeraldDiscovery    *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
/* (element-type HeraldInstance) */
GPtrArray *
herald_discovery_list_finish (HeraldDiscovery *self, GAsyncResult *result, GError **error);
/* (transfer full): @instance as an environment to be saved, with an id of its own. */
HeraldEnvironment *
herald_discovery_make_environment (HeraldDiscovery *self, HeraldInstance *instance);
/* What @kept lacks of the secrets by which @environment is reached, if that is the way on which
 * somebody signed in. */
void herald_discovery_complete_secrets (HeraldDiscovery          *self,
                                        HeraldEnvironment        *environment,
                                        HeraldEnvironmentSecrets *kept);
/* Nobody has to sign in again to @environment, which has been saved. Nothing is kept when it was
 * changed to something that the sign-in was not for. */
void herald_discovery_keep_sign_in_async (HeraldDiscovery    *self,
                                          HeraldSecrets      *secrets,
                                          HeraldEnvironment  *environment,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean
herald_discovery_keep_sign_in_finish (HeraldDiscovery *self, GAsyncResult *result, GError **error);

G_END_DECLS
