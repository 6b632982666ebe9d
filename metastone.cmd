@echo off
rem Runs the command line from this checkout; builds it first if that has not been done. After a change: mvn package.
setlocal
set "HOME_DIR=%~dp0"
set "TARGET=%HOME_DIR%metastone-cli\target"

if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo metastone: there is no java; install a JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)

if not exist "%TARGET%\lib" (
  where mvn >nul 2>&1
  if errorlevel 1 (
    echo metastone: mvn, which builds this on the first call, is missing; install Maven 3.8 or newer 1>&2
    exit /b 1
  )
  echo metastone: building, once ... 1>&2
  pushd "%HOME_DIR%"
  call mvn -q -B -pl metastone-cli -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
  if errorlevel 1 (
    popd
    echo metastone: the build failed; what Maven said stands above 1>&2
    exit /b 1
  )
  popd
)

if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Dai.djl.offline=true -Djdk.console=java.base ^
  %JAVA_OPTS% -cp "%TARGET%\*;%TARGET%\lib\*" io.github.metastone4j.cli.Metastone %*
exit /b %ERRORLEVEL%
