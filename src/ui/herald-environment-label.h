/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment at a glance: a dot of its colour, its name, its kind in words. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-environment.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ENVIRONMENT_LABEL (herald_environment_label_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEnvironmentLabel,
                      herald_environment_label,
                      HERALD,
                      ENVIRONMENT_LABEL,
                      GtkWidget)

GtkWidget *herald_environment_label_new (void);
void       herald_environment_label_set_environment (HeraldEnvironmentLabel *self,
                                                     HeraldEnvironment      *environment);
/* What the kind means, in a few words: “no account needed”. */
const char *herald_environment_label_describe_kind (HeraldEnvironmentKind kind);

G_END_DECLS
