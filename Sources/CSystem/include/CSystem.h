#ifndef UVFRESH_CSYSTEM_H
#define UVFRESH_CSYSTEM_H

#include "Arguments.h"
#include "FileStatus.h"
#include "Spawn.h"

#endif
