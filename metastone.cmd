@echo off
rem Without arguments: the sample application, a page on which one watches trajectories compete. With "serve": the server behind
rem OpenAI's API. With other arguments: the command line. All run from this checkout, and are built first if that has not been
rem done. After a change: mvn package.
setlocal
set "HOME_DIR=%~dp0"
if "%~1"=="" (
  set "MODULE=sample-app"
  set "BUILT=%HOME_DIR%sample-app\target\quarkus-app\quarkus-run.jar"
) else if "%~1"=="serve" (
  set "MODULE=quarkus-extension\server"
  set "BUILT=%HOME_DIR%quarkus-extension\server\target\quarkus-app\quarkus-run.jar"
) else (
  set "MODULE=metastone-cli"
  set "BUILT=%HOME_DIR%metastone-cli\target\lib"
)
set "TARGET=%HOME_DIR%%MODULE%\target"

if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo metastone: there is no java; install a JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)

if not exist "%BUILT%" (
  where mvn >nul 2>&1
  if errorlevel 1 (
    echo metastone: mvn, which builds this on the first call, is missing; install Maven 3.8 or newer 1>&2
    exit /b 1
  )
  echo metastone: building, once ... 1>&2
  pushd "%HOME_DIR%"
  call mvn -q -B -pl %MODULE% -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
  if errorlevel 1 (
    popd
    echo metastone: the build failed; what Maven said stands above 1>&2
    exit /b 1
  )
  popd
)

if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if "%~1"=="" (
  "%JAVA%" -XX:+UseSerialGC -Xshare:auto -Dai.djl.offline=true -Dquarkus.log.level=WARN -Dsample.open-browser=true ^
    %JAVA_OPTS% -jar "%BUILT%"
  goto :end
)
if "%~1"=="serve" goto :serve
"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Dai.djl.offline=true -Djdk.console=java.base ^
  %JAVA_OPTS% -cp "%TARGET%\*;%TARGET%\lib\*" io.github.metastone4j.cli.Metastone %*
goto :end

:serve
set "OPTIONS="
:option
shift
if "%~1"=="" goto :start
set OPTIONS=%OPTIONS% %1
goto :option
:start
"%JAVA%" -XX:+UseSerialGC -Xshare:auto -Dai.djl.offline=true %JAVA_OPTS% -jar "%BUILT%"%OPTIONS%

:end
exit /b %ERRORLEVEL%
