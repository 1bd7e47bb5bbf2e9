/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lasting states of an environment that every page of its window tells. */
#pragma once

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

void herald_notices_fill (GListStore *notices, HeraldWorkspace *workspace);

G_END_DECLS
