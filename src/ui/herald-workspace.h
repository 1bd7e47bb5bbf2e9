/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one window works on: the folders, the store, the secrets, the saved environments and the one
 * session that is open. It starts or attaches the emulator; no widget, no wait. The list of
 * environments follows the store. */
#pragma once

#include "core/herald-emulator-pulse.h"
#include "core/herald-folders.h"
#include "core/herald-session.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_WORKSPACE_CLOSED,
  HERALD_WORKSPACE_STARTING,   /* store and emulator */
  HERALD_WORKSPACE_CONNECTING, /* signing in */
  HERALD_WORKSPACE_OPEN,
  HERALD_WORKSPACE_FAILED,
} HeraldWorkspaceState;

#define HERALD_TYPE_WORKSPACE (herald_workspace_get_type ())
G_DECLARE_FINAL_TYPE (HeraldWorkspace, herald_workspace, HERALD, WORKSPACE, GObject)

HeraldWorkspace *herald_workspace_new (HeraldFolders *folders);
/* For another window: store, secrets and emulator of @other, a session of its own. */
HeraldWorkspace *herald_workspace_new_beside (HeraldWorkspace *other);
/* Opens the store, lists the environments, opens @environment_id (NULL: the emulator). */
void herald_workspace_start (HeraldWorkspace *self, const char *environment_id);
/* Leaves the present environment and opens another one. */
void herald_workspace_select (HeraldWorkspace *self, const char *environment_id);
/* Again what failed last, or the emulator that stopped. */
void herald_workspace_retry (HeraldWorkspace *self);
/* Closes the session and opens nothing. */
void herald_workspace_leave (HeraldWorkspace *self);
/* After CONFLICT: whoever answered is right. */
void herald_workspace_accept_changes (HeraldWorkspace *self);
/* Closes everything and ends our own emulator; does not come back. */
void herald_workspace_stop (HeraldWorkspace *self);

HeraldWorkspaceState herald_workspace_get_state (HeraldWorkspace *self); /* notify::state */
const GError        *herald_workspace_get_error (HeraldWorkspace *self); /* (nullable) */
/* What waits in it, also while it is being opened; (nullable); changes with notify::state. */
HeraldWaits   *herald_workspace_get_waits (HeraldWorkspace *self);
HeraldSession *herald_workspace_get_session (HeraldWorkspace *self); /* (nullable), open */
/* The one that is open, or being opened; notify::environment */
HeraldEnvironment *herald_workspace_get_environment (HeraldWorkspace *self);
/* HeraldEnvironment: the emulator first, then the saved ones by name. */
GListModel    *herald_workspace_get_environments (HeraldWorkspace *self);
HeraldFolders *herald_workspace_get_folders (HeraldWorkspace *self);
HeraldSecrets *herald_workspace_get_secrets (HeraldWorkspace *self);
HeraldStore   *herald_workspace_get_store (HeraldWorkspace *self); /* (nullable): not open yet */
/* Of the emulator of the open session; notify::pulse */
HeraldPulse herald_workspace_get_pulse (HeraldWorkspace *self);
/* Whether one that was gone runs again, in another process; notify::pulse */
gboolean herald_workspace_is_emulator_back (HeraldWorkspace *self);

G_END_DECLS
